import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { runningIn } from '../../../src/inventory/runningNow.ts';
import type { Failure, FailureKind } from '../../../src/model/failure.ts';
import { type ListKind, refKey, type Resource } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';
import { coverage, failingProfiles } from '../../../src/inventory/coverage.ts';

const dev: Scope = { profile: 'dev', region: 'eu-west-1' };
const prod: Scope = { profile: 'prod', region: 'us-east-1' };
const kinds: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];
const fails = (error: unknown): never => {
  throw error;
};
const failure = (kind: FailureKind): Failure => ({ kind, message: kind, mayHaveHappened: false });

function stocked(...resources: readonly Resource[]) {
  const inventory = createInventory(fails);
  for (const resource of resources) {
    const { scope, kind } = resource;
    inventory.apply({ type: 'page', scope, kind, since: 1, resources: [resource] });
  }
  return inventory;
}
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

void describe('what runs now', () => {
  const inventory = stocked(
    leverLike({ scope: dev, state: 'disengaged' }),
    leverLike({ scope: prod, state: 'engaged' }),
    experimentLike({ scope: dev, id: 'EXP-running', state: 'running' }),
    experimentLike({ scope: prod, id: 'EXP-stopping', state: 'stopping' }),
    experimentLike({ scope: prod, id: 'EXP-over', state: 'completed' }),
    experimentLike({ scope: prod, id: 'EXP-new-state', state: 'paused' }),
    serviceLike({ scope: dev, id: 'arn:moving' }, 'IN_PROGRESS'),
    serviceLike({ scope: dev, id: 'arn:back' }, 'ROLLBACK_IN_PROGRESS'),
    serviceLike({ scope: dev, id: 'arn:ended' }, 'SUCCESSFUL'),
    serviceLike({ scope: dev, id: 'arn:quiet' }),
    // 11.11: its deployment may not be described.
    { ...serviceLike({ scope: dev, id: 'arn:told' }), rolloutState: 'IN_PROGRESS' },
    { ...serviceLike({ scope: dev, id: 'arn:done' }), rolloutState: 'COMPLETED' },
    instanceLike({ scope: dev, id: 'i-running' }),
    instanceLike({ scope: dev, id: 'i-asked' }),
    instanceLike({ scope: prod, id: 'i-stopping', state: 'stopping' }),
    instanceLike({ scope: prod, id: 'i-stopped', state: 'stopped' }),
  );
  const asked = new Set([refKey({ kind: 'instance', scope: dev, id: 'i-asked' })]);

  void it('is every scope’s experiments, deployments in flight, instances on their way to a stop and engaged levers', () => {
    const running = runningIn(inventory, [dev, prod], asked);
    assert.deepEqual(
      running.levers.map(({ scope }) => scope),
      [prod],
    );
    assert.deepEqual(ids(running.experiments), ['EXP-running', 'EXP-stopping', 'EXP-new-state']);
    assert.deepEqual(ids(running.services), ['arn:moving', 'arn:back', 'arn:told']);
    assert.deepEqual(ids(running.instances), ['i-asked', 'i-stopping']);
  });

  void it('knows a lever that is about to be engaged', () => {
    const leaving = new Set([refKey({ kind: 'lever', scope: dev, id: 'default' })]);
    assert.deepEqual(
      runningIn(inventory, [dev, prod], leaving).levers.map(({ scope }) => scope),
      [dev, prod],
    );
  });

  void it('is nothing of a scope that isn’t chosen', () => {
    const { levers, experiments, services, instances } = runningIn(inventory, [], asked);
    assert.deepEqual([...levers, ...experiments, ...services, ...instances], []);
  });
});

void describe('how complete it is', () => {
  const listed = (inventory: ReturnType<typeof stocked>, scope: Scope, kind: ListKind, gaps: readonly Failure[] = []) =>
    inventory.apply({ type: 'end', scope, kind, since: 1, seen: new Set(), gaps });
  const broke = (inventory: ReturnType<typeof stocked>, scope: Scope, kind: ListKind, why: FailureKind) =>
    inventory.apply({ type: 'fail', scope, kind, failure: failure(why) });
  const nobody = { failure: () => undefined };

  void it('is loading until each list of a scope was read', () => {
    const inventory = stocked();
    assert.deepEqual(coverage({ inventory, accounts: nobody }, [dev]).loading, [dev]);
    for (const kind of kinds.slice(1)) listed(inventory, dev, kind);
    assert.deepEqual(coverage({ inventory, accounts: nobody }, [dev]).loading, [dev]);
    listed(inventory, dev, 'instance');
    assert.deepEqual(coverage({ inventory, accounts: nobody }, [dev]), {
      unreadable: [],
      partly: [],
      loading: [],
      waiting: [],
    });
  });

  void it('tells scopes that can’t be read from those of which a part can’t', () => {
    const inventory = stocked();
    for (const kind of kinds) {
      broke(inventory, prod, kind, 'unreachable');
      listed(inventory, dev, kind);
    }
    broke(inventory, dev, 'experiment', 'denied');
    const found = coverage({ inventory, accounts: nobody }, [dev, prod]);
    assert.deepEqual(found, {
      unreadable: [{ scope: prod, failure: failure('unreachable') }],
      partly: [{ scope: dev, failure: failure('denied') }],
      loading: [],
      waiting: [],
    });
  });

  void it('counts a gap: what could not be read may run', () => {
    const inventory = stocked();
    for (const kind of kinds) listed(inventory, dev, kind, kind === 'service' ? [failure('denied')] : []);
    assert.deepEqual(coverage({ inventory, accounts: nobody }, [dev]).partly, [
      { scope: dev, failure: failure('denied') },
    ]);
  });

  void it('counts every scope of a profile without credentials', () => {
    const accounts = { failure: (name: string) => (name === 'prod' ? failure('signin-expired') : undefined) };
    assert.deepEqual(coverage({ inventory: stocked(), accounts }, [dev, prod]).unreadable, [
      { scope: prod, failure: failure('signin-expired') },
    ]);
  });

  void it('names the profiles that may work again when their files change', () => {
    const inventory = stocked();
    broke(inventory, dev, 'service', 'signin-expired');
    broke(inventory, { ...prod, profile: 'other' }, 'service', 'throttled');
    const accounts = { failure: (name: string) => (name === 'prod' ? failure('credentials-missing') : undefined) };
    const scopes = [dev, prod, { ...prod, profile: 'other' }];
    assert.deepEqual([...failingProfiles({ inventory, accounts }, scopes, ['dev', 'prod', 'other'])].toSorted(), [
      'dev',
      'prod',
    ]);
  });
});
