import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createEmitter } from '../../../src/base/event.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { oncePerAccount } from '../../../src/inventory/oncePerAccount.ts';
import { createRunningTotals } from '../../../src/inventory/runningTotals.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Identity } from '../../../src/model/identity.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { deploymentStates, stateTraits, UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { isRollingOut } from '../../../src/model/resources/service.ts';
import { deployment, experiment, failure, identityOf, lever, pauseHook, service } from '../../stages/fakes.ts';
import { assertProperty } from '../../stages/property.ts';

const fails = (error: unknown): never => {
  throw error;
};
const places = ['a', 'b', 'c'].flatMap((profile) => ['eu-west-1', 'us-east-1'].map((region) => ({ profile, region })));
const step = fc.record({
  do: fc.constantFrom(
    'experiments',
    'gap',
    'lever',
    'lever-fail',
    'missing',
    'fail',
    'services',
    'services-fail',
    'choose',
    'choose one',
    'account',
    'whose',
  ),
  at: fc.nat(places.length - 1),
  states: fc.array(fc.constantFrom('running', 'stopping', 'completed', 'new-state'), { maxLength: 4 }),
});

/** A service whose deployment rolls out, waits at a hook, has ended, or isn't told but by the service itself. */
function rolloutIn(state: string) {
  switch (state) {
    case 'running':
      return { deployment: deployment() };
    case 'stopping':
      return { deployment: deployment({ hooks: [pauseHook('h1')] }) };
    case 'completed':
      return { deployment: deployment({ status: 'SUCCESSFUL' }) };
    default:
      return { rolloutState: 'IN_PROGRESS' };
  }
}

describe('the totals of what runs', () => {
  it('take a deployment without a status for one that isn’t described', () => {
    for (const [rolloutState, counted, hidesPause] of [
      ['COMPLETED', 0, false],
      ['FAILED', 0, false],
      ['IN_PROGRESS', 1, true],
      [undefined, 1, true],
    ] as const) {
      const inventory = createInventory(fails);
      const totals = createRunningTotals(inventory, {
        of: () => undefined,
        failure: () => undefined,
        onDidChange: createEmitter<readonly string[]>(fails).event,
      });
      const scope = places[0] ?? { profile: '', region: '' };
      totals.choose([scope]);
      const unread = deployment({ scope, status: UNREAD_STATE });
      const one = service({ scope, deployment: unread, ...(rolloutState && { rolloutState }) });
      inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources: [one] });
      assert.deepEqual([totals.deployments().size, totals.hidesPause()], [counted, hidesPause], rolloutState);
    }
  });

  it('call a deployment paused only in the state in which somebody can answer its hook', () => {
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER', UNREAD_STATE]) {
      const inventory = createInventory(fails);
      const totals = createRunningTotals(inventory, {
        of: () => undefined,
        failure: () => undefined,
        onDidChange: createEmitter<readonly string[]>(fails).event,
      });
      const scope = places[0] ?? { profile: '', region: '' };
      totals.choose([scope]);
      const one = service({ scope, deployment: deployment({ scope, status, hooks: [pauseHook('h1')] }) });
      inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources: [one] });
      assert.equal(totals.paused(), status === 'IN_PROGRESS' ? 1 : 0, status);
    }
  });

  it('are what a walk over all scopes comes to, after any steps', () => {
    assertProperty(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const inventory = createInventory(fails);
        const accountFailures = new Map<string, Failure>();
        const accountChanges = createEmitter<readonly string[]>(fails);
        const known = new Map<string, Identity>();
        const accounts = {
          of: (profile: string) => known.get(profile),
          failure: (profile: string) => accountFailures.get(profile),
          onDidChange: accountChanges.event,
        };
        const totals = createRunningTotals(inventory, accounts);
        let chosen = places.slice(0, 4);
        totals.choose(chosen);
        for (const [index, { do: what, at, states }] of steps.entries()) {
          const scope = places[at] ?? { profile: '', region: '' };
          const since = index + 1;
          if (what === 'experiments' || what === 'gap') {
            const resources = states.map((state, id) => experiment({ scope, id: `EXP${id}`, state }));
            inventory.apply({ type: 'page', scope, kind: 'experiment', since, resources });
            const seen = new Set(resources.map(({ id }) => id));
            // What can't be described costs facts of a member, what has no name costs the member.
            const operation = states.length > 2 ? 'fis:GetExperiment' : 'fis:ListExperiments';
            const gaps = what === 'gap' ? [failure('denied', { operation })] : [];
            inventory.apply({ type: 'end', scope, kind: 'experiment', since, seen, gaps });
          } else if (what === 'lever') {
            const state = states.length > 2 ? 'engaged' : 'disengaged';
            inventory.apply({ type: 'page', scope, kind: 'lever', since, resources: [lever({ scope, state })] });
            const seen = new Set([lever().id]);
            // A listing that isn't over has told nothing of what it may lack.
            if (states.length !== 1) inventory.apply({ type: 'end', scope, kind: 'lever', since, seen, gaps: [] });
          } else if (what === 'lever-fail') {
            inventory.apply({ type: 'fail', scope, kind: 'lever', failure: failure('denied') });
          } else if (what === 'services') {
            const resources = states.map((state, id) => service({ scope, id: `svc${id}`, ...rolloutIn(state) }));
            inventory.apply({ type: 'page', scope, kind: 'service', since, resources });
            const seen = new Set(resources.map(({ id }) => id));
            inventory.apply({ type: 'end', scope, kind: 'service', since, seen, gaps: [] });
          } else if (what === 'services-fail') {
            inventory.apply({ type: 'fail', scope, kind: 'service', failure: failure('timeout') });
          } else if (what === 'missing') {
            const missing = [{ kind: 'experiment' as const, scope, id: 'EXP0' }];
            inventory.apply({ type: 'described', scope, since, targets: [], missing });
          } else if (what === 'fail') {
            inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure('timeout') });
          } else if (what === 'choose') {
            chosen = places.filter((_, place) => place >= at || place % 2 === 0);
            inventory.drop([...inventory.places().values()].filter((place) => !chosen.includes(place)));
            totals.choose(chosen);
          } else if (what === 'choose one') {
            chosen = [scope];
            totals.choose(chosen);
          } else if (what === 'whose') {
            // Two of the profiles may be of one account, and one may be somebody else's than it was.
            known.set(
              scope.profile,
              identityOf(scope.profile, states.length % 2 === 0 ? '111122223333' : '444455556666'),
            );
            accountChanges.fire([scope.profile]);
          } else {
            if (states.length > 1) accountFailures.set(scope.profile, failure('denied'));
            else accountFailures.delete(scope.profile);
            accountChanges.fire([scope.profile]);
          }
          const running = chosen
            .flatMap((one) => inventory.list(one, 'experiment'))
            .filter(({ state }) => !stateTraits('experiment', state).final);
          const engaged = chosen
            .flatMap((one) => inventory.list(one, 'lever'))
            .filter(({ state }) => state !== 'disengaged');
          const rolling = chosen.flatMap((one) => inventory.list(one, 'service')).filter(isRollingOut);
          const waiting = rolling.filter((one) =>
            one.deployment?.hooks.some(({ status }) => status === 'AWAITING_ACTION'),
          );
          const services = chosen.map((one) => inventory.status(one, 'service'));
          const accountsFail = chosen.some((one) => accounts.failure(one.profile) !== undefined);
          const servicesUnread = accountsFail || services.some((status) => status.failure !== undefined);
          const servicesLoading = services.some((status) => status.asOf === undefined);
          const isOnceOf = (total: ReadonlyMap<string, Resource>, seen: readonly Resource[]) => {
            const shown = [...total.values()];
            assert.ok(shown.every((one) => seen.includes(one)));
            assert.deepEqual(oncePerAccount(shown, accounts), shown);
            assert.equal(shown.length, oncePerAccount(seen, accounts).length);
          };
          isOnceOf(totals.deployments(), rolling);
          assert.equal(totals.paused(), oncePerAccount(waiting, accounts).length);
          assert.equal(
            totals.hidesPause(),
            rolling.some((one) => one.deployment === undefined || one.deploymentUnread === true),
          );
          assert.equal(totals.lack('service'), servicesUnread ? 'unread' : servicesLoading ? 'loading' : undefined);
          assert.equal(totals.failure('service') !== undefined, servicesUnread);
          const isUnread = chosen.some((one) => {
            const status = inventory.status(one, 'experiment');
            const hasHole = status.gaps.some((gap) => gap.operation === 'fis:ListExperiments');
            return hasHole || status.failure !== undefined || accounts.failure(one.profile) !== undefined;
          });
          const isLoading = chosen.some((one) => inventory.status(one, 'experiment').asOf === undefined);
          const leversOf = chosen.map((one) => inventory.status(one, 'lever'));
          const hidesLever = leversOf.some((status) => status.failure !== undefined);
          const leverLoads = leversOf.some((status) => status.asOf === undefined);
          isOnceOf(totals.experiments(), running);
          isOnceOf(totals.levers(), engaged);
          assert.equal(totals.lack(), isUnread ? 'unread' : isLoading ? 'loading' : undefined);
          assert.equal(totals.leverLack(), hidesLever ? 'unread' : leverLoads ? 'loading' : undefined);
          assert.equal(totals.failure() !== undefined, isUnread || hidesLever);
        }
        totals.dispose();
      }),
    );
  });
});
