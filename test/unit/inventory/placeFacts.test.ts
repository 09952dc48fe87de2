import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createEmitter } from '../../../src/base/event.ts';
import { coverage } from '../../../src/inventory/coverage.ts';
import { createCoveredPlaces } from '../../../src/inventory/coveredPlaces.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { runningIn } from '../../../src/inventory/runningNow.ts';
import { createRunningPlaces } from '../../../src/inventory/runningPlaces.ts';
import { createRunningTotals } from '../../../src/inventory/runningTotals.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { refKey } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { experiment, failure, instance, lever } from '../../stages/fakes.ts';
import { assertProperty } from '../../stages/property.ts';

const fails = (error: unknown): never => {
  throw error;
};
const places = ['a', 'b', 'c'].flatMap((profile) => ['eu-west-1', 'us-east-1'].map((region) => ({ profile, region })));
const kinds = ['instance', 'service', 'experiment', 'lever'] as const;
const step = fc.record({
  do: fc.constantFrom(
    'experiments',
    'instances',
    'lever',
    'empty',
    'fail',
    'begin',
    'choose',
    'choose one',
    'forget',
    'account',
  ),
  at: fc.nat(places.length - 1),
  kind: fc.constantFrom(...kinds),
  state: fc.constantFrom('running', 'stopping', 'stopped', 'completed', 'new-state'),
});

/** An inventory, and one beside it that counts how often a list of it is read. */
function countingReads() {
  const inventory = createInventory(fails);
  const reads = { count: 0 };
  const list = (...where: Parameters<typeof inventory.list>) => {
    reads.count += 1;
    return inventory.list(...where);
  };
  return { inventory, reads, counted: { ...inventory, list: list as typeof inventory.list } };
}

describe('what runs, and how much is known, kept by places', () => {
  it('are what a walk over all scopes comes to, after any steps', () => {
    assertProperty(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const inventory = createInventory(fails);
        const failures = new Map<string, Failure>();
        const changes = createEmitter<readonly string[]>(fails);
        const accounts = { failure: (profile: string) => failures.get(profile), onDidChange: changes.event };
        const running = createRunningPlaces(inventory);
        const covered = createCoveredPlaces({ inventory, accounts });
        let chosen = places.slice(0, 4);
        for (const [index, { do: what, at, kind, state }] of steps.entries()) {
          const scope = places[at] ?? { profile: '', region: '' };
          const since = index + 1;
          const listed = { scope, kind, since };
          if (what === 'experiments') {
            const resources = [experiment({ scope, id: `EXP${index % 3}`, state })];
            inventory.apply({ type: 'page', ...listed, kind: 'experiment', resources });
          } else if (what === 'instances') {
            const resources = [instance({ scope, id: `i-${index % 3}`, state })];
            inventory.apply({ type: 'page', ...listed, kind: 'instance', resources });
          } else if (what === 'lever') {
            const leverState = state === 'running' ? 'disengaged' : 'engaged';
            inventory.apply({
              type: 'page',
              ...listed,
              kind: 'lever',
              resources: [lever({ scope, state: leverState })],
            });
          } else if (what === 'empty') inventory.apply({ type: 'end', ...listed, seen: new Set(), gaps: [] });
          else if (what === 'fail')
            inventory.apply({ type: 'fail', scope, kind, failure: failure('credentials-expired') });
          else if (what === 'begin') inventory.apply({ type: 'begin', scope, kind });
          else if (what === 'choose') chosen = places.filter((_, place) => place >= at || place % 2 === 0).toReversed();
          else if (what === 'choose one') chosen = [scope];
          else if (what === 'forget') inventory.drop([scope]);
          else {
            if (state === 'running') failures.delete(scope.profile);
            else failures.set(scope.profile, failure(state === 'stopped' ? 'denied' : 'profile-unknown'));
            changes.fire([scope.profile]);
          }
          const leaving = index % 4 === 0 ? [{ kind: 'instance', scope, id: 'i-1' } as const] : [];
          assert.deepEqual(running.now(chosen, leaving), runningIn(inventory, chosen, new Set(leaving.map(refKey))));
          assert.deepEqual(covered.now(chosen), coverage({ inventory, accounts }, chosen));
        }
      }),
    );
  });

  it('reads, where places join and leave, those that join alone', () => {
    const inventory = createInventory(fails);
    const many = Array.from({ length: 500 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    for (const scope of many)
      inventory.apply({ type: 'page', scope, kind: 'experiment', since: 1, resources: [experiment({ scope })] });
    let reads = 0;
    const counted = {
      ...inventory,
      list: ((...where: Parameters<typeof inventory.list>) => {
        reads += 1;
        return inventory.list(...where);
      }) as typeof inventory.list,
      status: (...where: Parameters<typeof inventory.status>) => {
        reads += 1;
        return inventory.status(...where);
      },
    };
    const accounts = { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} };
    const running = createRunningPlaces(counted);
    const covered = createCoveredPlaces({ inventory: counted, accounts });
    const totals = createRunningTotals(counted, accounts);
    const choose = (scopes: readonly Scope[]): number => {
      reads = 0;
      totals.choose(scopes);
      assert.equal(running.now(scopes, []).experiments.length, scopes.length);
      assert.equal(covered.now(scopes).loading.length, scopes.length);
      assert.equal(totals.experiments().size, scopes.length);
      return reads;
    };
    const [first, second, third, ...rest] = many;
    assert.ok(first && second && third);
    assert.ok(choose(rest) > 500);
    const few = [choose([second, ...rest]), choose([first, ...rest]), choose([...rest, third]), choose(rest)];
    assert.ok(
      few.every((count) => count < 40),
      few.join(),
    );
  });

  it('reads what changed meanwhile as it comes, so that a question finds little left to read', () => {
    const { inventory, counted, reads } = countingReads();
    const many = Array.from({ length: 2_000 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    const running = createRunningPlaces(counted);
    assert.equal(running.now(many, []).experiments.length, 0);
    let most = 0;
    for (const scope of many) {
      reads.count = 0;
      inventory.apply({ type: 'page', scope, kind: 'experiment', since: 1, resources: [experiment({ scope })] });
      most = Math.max(most, reads.count);
    }
    reads.count = 0;
    assert.equal(running.now(many, []).experiments.length, many.length);
    assert.ok(reads.count < 300, `${reads.count} reads by the question`);
    assert.ok(most < 300, `${most} reads by one change`);
  });

  it('reads again only the places of which something changed', () => {
    const { inventory, counted, reads } = countingReads();
    const many = Array.from({ length: 500 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    const running = createRunningPlaces(counted);
    for (const scope of many) {
      inventory.apply({ type: 'page', scope, kind: 'experiment', since: 1, resources: [experiment({ scope })] });
    }
    assert.equal(running.now(many, []).experiments.length, 500);
    reads.count = 0;
    const [, second = { profile: '', region: '' }] = many;
    inventory.apply({
      type: 'page',
      scope: second,
      kind: 'instance',
      since: 2,
      resources: [instance({ scope: second, state: 'stopping' })],
    });
    assert.equal(running.now(many, []).instances.length, 1);
    assert.equal(reads.count, 4);
  });
});
