import assert from 'node:assert/strict';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { LEVER_ID } from '../../../src/model/resources/safetyLever.ts';
import type { Whose } from '../../../src/model/sight.ts';
import type { WatchedThing } from '../../../src/news/watches.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { createRows } from '../../../src/ui/commands/rows.ts';
import { endWatching, stopWatching } from '../../../src/ui/commands/watch.ts';
import { handlePanelMessage } from '../../../src/ui/detail/panelActions.ts';
import type { PageDeeds } from '../../../src/ui/detail/panelParts.ts';
import { leverId, type Node, targetId } from '../../../src/ui/tree/nodes/node.ts';
import { observedOf } from '../../../src/ui/tree/rows/treeItem.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { ofAws, PRODUCTION, STAGING } from '../../stages/accounts.ts';
import { instance, lever, scope } from '../../stages/fakes.ts';

const refs: readonly TargetRef[] = [
  { kind: 'lever', scope, id: LEVER_ID },
  { kind: 'instance', scope, id: 'i-1' },
];
const nodeOf = (ref: TargetRef, account?: string): Node => ({
  ...(ref.kind === 'lever'
    ? { type: 'lever', id: leverId(ref.scope), scope: ref.scope }
    : { type: 'target', id: targetId(ref), ref }),
  ...(account !== undefined && { owner: { account } }),
});

/** A request for the same reference in each of the accounts, and a profile that leads to the first by now. */
function stage(ref: TargetRef, { isListed = true } = {}) {
  const followed = new Set(
    [STAGING, PRODUCTION].map((account) => ({ id: account, ref, account }) as unknown as Tracked),
  );
  const watched: WatchedThing[] = [];
  const inventory = {
    target: () => (isListed ? instance({ id: ref.id }) : undefined),
    list: () => (isListed ? [lever()] : []),
  };
  const items = { inventory, pastDeployment: () => undefined } as unknown as ItemParts;
  const parts: Parameters<typeof stopWatching>[0] = {
    rows: createRows({ observed: (node) => observedOf(items, node) }),
    accounts: { shown: () => ofAws(STAGING) },
    watches: { stop: (things) => void watched.push(...things) },
    follow: {
      letGo: (isMeant = () => true) => {
        for (const one of followed) if (isMeant(one)) followed.delete(one);
      },
    },
  };
  return {
    parts,
    left: () => [...followed].map(({ account }) => account),
    ended: () => [...new Set(watched.map(({ whose }: { readonly whose: Whose }) => whose.account))],
  };
}

describe('Stop Watching', () => {
  for (const ref of refs) {
    const calls: readonly (readonly [what: string, by: Invocation])[] = [
      ['its row', { kind: 'node', node: nodeOf(ref), selected: [] }],
      ['its reference', { kind: 'reference', ref }],
      ['the key', { kind: 'keyboard', nodes: [nodeOf(ref)] }],
    ];
    for (const [what, by] of calls) {
      it(`lets go what was requested in the account that is shown, and not what was in another by the same reference: ${ref.kind}, by ${what}`, () => {
        const { parts, left, ended } = stage(ref);
        stopWatching(parts, by);
        assert.deepEqual([left(), ended()], [[PRODUCTION], [STAGING]]);
      });
    }

    it(`lets go what was requested in the account of its row, where its profile leads to another by now: ${ref.kind}`, () => {
      for (const isListed of [true, false]) {
        const { parts, left, ended } = stage(ref, { isListed });
        stopWatching(parts, { kind: 'node', node: nodeOf(ref, PRODUCTION), selected: [] });
        assert.deepEqual([left(), ended()], [[STAGING], [PRODUCTION]]);
      }
    });

    it(`lets go both where both rows are selected: ${ref.kind}`, () => {
      const { parts, left } = stage(ref);
      stopWatching(parts, { kind: 'keyboard', nodes: [nodeOf(ref), nodeOf(ref, PRODUCTION)] });
      assert.deepEqual(left(), []);
    });

    it(`ends it of what no list has: ${ref.kind}`, () => {
      const { parts, left } = stage(ref, { isListed: false });
      stopWatching(parts, { kind: 'node', node: nodeOf(ref), selected: [] });
      assert.deepEqual(left(), [PRODUCTION]);
    });
  }

  it('ends on a page what is of the account in which that was seen', async () => {
    const ref = { kind: 'instance', scope, id: 'i-1' } as const;
    const { parts, left, ended } = stage(ref);
    const deeds = {
      resources: { last: () => ({ gone: false, account: PRODUCTION }) },
      stopWatching: (one: TargetRef, owner: Whose) => endWatching(parts, [{ ref: one, whose: owner }]),
    } as unknown as PageDeeds;
    const of = { ref, deeds, action: () => ({ type: 'stopWatching' }) as const, more: async () => {}, changed() {} };
    await handlePanelMessage(of, { type: 'press', id: 'stopWatching' });
    assert.deepEqual([left(), ended()], [[STAGING], [PRODUCTION]]);
  });
});
