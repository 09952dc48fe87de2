import assert from 'node:assert/strict';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import { inProgress } from '../../../src/ui/agents/inProgress.ts';
import { identityOf, instance, scope } from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';

const ACCOUNT = identityOf(scope.profile).account;
const elsewhere = { profile: 'other', region: 'us-east-1' };

const tracked = (ref: TargetRef, more: Partial<Tracked> = {}): Tracked => ({
  ...{ id: ref.id, run: 'run', ref, name: 'somebody’s words', operation: { type: 'stop' }, requestedAt: 60_000 },
  ...more,
});

/** What agents are told to be in progress, where one instance is listed, while these requests are followed. */
async function whileFollowed(following: readonly Tracked[]) {
  const inventory = createInventory((error) => {
    throw error;
  });
  const list = { scope, kind: 'instance', since: 1 } as const;
  inventory.apply({ type: 'page', ...list, resources: [instance({ id: 'i-1', state: 'running' })] });
  inventory.apply({ type: 'end', ...list, seen: new Set(['i-1']), gaps: [] });
  const { resources, requestsUnlisted } = await inProgress({
    inventory,
    accounts: { of: (profile) => identityOf(profile), failure: () => undefined },
    scopes: { all: () => [scope], profiles: () => [scope.profile] },
    guards: openGuards,
    now: () => 0,
    placesKnown: async () => {},
    listNow: () => Promise.resolve([]),
    follow: { following: () => following, logLack: () => undefined },
  });
  return { ids: resources.map(({ id }) => id), requestsUnlisted };
}

describe('what was requested, as agents are told of it', () => {
  const listed: TargetRef = { kind: 'instance', scope, id: 'i-1' };

  it('is told apart where no list has it: its place isn’t chosen any more, or not listed yet', async () => {
    for (const ref of [
      { kind: 'instance', scope: elsewhere, id: 'i-9' },
      { kind: 'experiment', scope, id: 'EXP9' },
      { kind: 'deployment', scope, id: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/9' },
    ] as const)
      assert.deepEqual(await whileFollowed([tracked(ref, { account: ACCOUNT })]), {
        ids: [],
        requestsUnlisted: [
          {
            ...{ kind: ref.kind, id: ref.id, ...ref.scope, account: ACCOUNT },
            ...{ operation: 'stop', requestedAt: new Date(60_000).toISOString() },
          },
        ],
      });
  });

  it('is among the rest, once, where a list has it, through whichever profile of its account', async () => {
    const own = tracked(listed);
    const third = tracked({ ...listed, scope: { ...scope, profile: 'third' } }, { account: ACCOUNT });
    for (const following of [[own], [own, third]])
      assert.deepEqual(await whileFollowed(following), { ids: ['i-1'], requestsUnlisted: undefined });
  });

  it('is not there of a start, which is no stop', async () => {
    const operation = { type: 'start' } as const;
    for (const ref of [listed, { ...listed, id: 'i-9' }])
      assert.deepEqual(await whileFollowed([tracked(ref, { operation })]), { ids: [], requestsUnlisted: undefined });
  });
});
