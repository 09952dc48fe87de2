import assert from 'node:assert/strict';
import { createAgents } from '../../../src/ui/agents/agents.ts';
import type { InProgress } from '../../../src/ui/agents/api.ts';
import { inProgress } from '../../../src/ui/agents/inProgress.ts';
import { identityOf, never } from '../../stages/fakes.ts';
import { inProgressStage as stage } from '../../stages/editor/inProgress.ts';

const [admin, ro] = [identityOf('admin'), identityOf('ro')];
const KINDS = 4;

describe('what an agent is told of what two profiles see', () => {
  const { others } = stage({ of: { ro, admin }, guards: { readOnly: ['ro'], production: ['ro'] } });
  const parts = {
    ...others,
    ...{
      now: () => 0,
      placesKnown: async () => {},
      listNow: () => Promise.resolve([]),
      follow: { following: () => [], logLack: () => undefined },
    },
    explain: () => Promise.reject(new Error('not asked')),
    requests: { request: () => Promise.reject(new Error('not asked')), get: () => undefined, dispose: () => {} },
  };
  const isOncePerKind = (resources: InProgress['resources'], kinds: number) => {
    assert.deepEqual(
      resources.map(({ profile, production }) => [profile, production]),
      Array.from({ length: kinds }, () => ['admin', true]),
    );
    assert.equal(new Set(resources.map(({ kind }) => kind)).size, kinds);
  };

  it('to be in progress is each thing once, through a profile that may act, in production through any', async () => {
    isOncePerKind((await inProgress(parts)).resources, KINDS);
  });

  it('to be in progress may lack what was requested before, where the audit log can’t be read', async () => {
    const follow = { following: () => [], logLack: () => 'unread' as const };
    const unheard = { following: () => [], logLack: () => 'loading' as const };
    assert.equal((await inProgress({ ...parts, follow: unheard })).requestsUnread, true);
    assert.equal((await inProgress({ ...parts, follow })).requestsUnread, true);
    assert.equal('requestsUnread' in (await inProgress(parts)), false);
  });

  it('to have been found is, too, and is counted once', async () => {
    const find = async (input: object) =>
      (await createAgents(parts).reply('halt_find_resources', input, never())) as InProgress & { total: number };
    for (const [input, count] of [
      [{}, KINDS - 1],
      [{ kind: 'lever' }, 1],
      [{ query: 'drill' }, 1],
    ] as const) {
      const { resources, total } = await find(input);
      isOncePerKind(resources, count);
      assert.equal(total, count);
    }
  });
});
