import assert from 'node:assert/strict';
import { heldTags, serviceTags } from '../../src/inventory/heldFacts.ts';
import { parseGuards } from '../../src/model/guardSettings.ts';
import type { StoppableRef } from '../../src/model/resources/resource.ts';
import { refOf } from '../../src/model/resources/target.ts';
import type { Service } from '../../src/model/resources/service.ts';
import { productionMark } from '../../src/stopping/plan/productionPolicy.ts';
import { createGuards } from '../../src/stopping/plan/guards.ts';
import { createTargetRows } from '../../src/ui/stop/targetRows.ts';
import { targetId } from '../../src/ui/tree/nodes/node.ts';
import type { ItemParts } from '../../src/ui/tree/rows/rowParts.ts';
import { treeItem } from '../../src/ui/tree/rows/treeItem.ts';
import { childrenStage } from '../stages/childrenStage.ts';
import {
  deployment,
  deploymentArn,
  fakeChanges,
  fakeReads,
  heldTime,
  identityOf,
  looksAt,
  never,
  scope,
  service,
} from '../stages/fakes.ts';
import { unsetGuards } from '../stages/guards.ts';
import { plainStopping } from '../stages/stopping/plainStopping.ts';

const past = deployment({ id: deploymentArn('web', 'd1'), status: 'SUCCESSFUL' });
const current = deployment({ id: deploymentArn('web', 'd2'), status: 'IN_PROGRESS' });

/** How a deployment of that service is marked by everything that shows one. */
async function marksOf(listed: Service | undefined, production: readonly string[]) {
  const policy = { ...parseGuards({ ...unsetGuards, production }), enableAbort: false };
  const staged = childrenStage(...(listed ? [listed] : []));
  const { inventory } = staged;
  const accounts = { ...staged.parts.accounts, of: identityOf };
  const guards = createGuards({ settings: () => ({ policy }), accounts });
  const parts = {
    ...{
      ...staged.parts,
      accounts,
      guards,
      isWatched: () => false,
      mark: () => undefined,
      refusal: () => undefined,
      forced: () => undefined,
    },
    pastDeployment: ({ id }: StoppableRef) => (id === past.id ? past : undefined),
  } as unknown as ItemParts;
  const rows = await createTargetRows(
    {
      ...{ inventory, accounts, scopes: () => [scope], guards },
      startable: () => false,
    },
    'roll-back',
  ).read();
  const stopping = plainStopping({
    reads: fakeReads({ describe: looksAt(() => [past]) }),
    changes: fakeChanges(() => assert.fail('Nothing is sent for a plan.')),
    clock: heldTime(),
    policy: () => policy,
    tagsOf: (ref) => serviceTags(inventory, ref),
  });
  const { groups } = await stopping.plan([refOf(past)], { type: 'roll-back' }, never());
  stopping.dispose();
  const row = treeItem(parts, { type: 'target', id: targetId(refOf(past)), ref: refOf(past), past: true });
  const said = (text: unknown) => /(may be )?production/.exec(String(text))?.[0];
  return {
    row: said(row.description),
    pick: rows?.map(({ description }) => said(description)),
    page: guards.productionMark(scope, heldTags(inventory, past)),
    plan: productionMark(groups[0]?.production ?? []),
  };
}

describe('a deployment that is over, under a service', () => {
  const tagged = service({ tags: [{ key: 'env', value: 'prod' }], deployment: current });
  const cases = [
    ['tagged as production', tagged, 'production', 'production'],
    [
      'of which no tag was read',
      service({ tags: [], tagsUnread: true, deployment: current }),
      'unread',
      'may be production',
    ],
    ['tagged otherwise', service({ tags: [{ key: 'env', value: 'test' }], deployment: current }), undefined, undefined],
  ] as const;
  for (const [what, listed, mark, words] of cases) {
    it(`is marked alike in its row, the list of a stop, its page and its plan: ${what}`, async () => {
      const told = await marksOf(listed, ['env=prod']);
      assert.deepEqual(told, { row: words, pick: [words], page: mark, plan: mark });
      // Its row says no more than that of its profile, which says whose it is.
      assert.equal((await marksOf(listed, [scope.profile])).row, undefined);
      const nothing = { row: undefined, pick: [undefined], page: undefined, plan: undefined };
      assert.deepEqual(await marksOf(listed, []), nothing);
    });
  }

  it('may be production once its service isn’t listed any more', async () => {
    assert.deepEqual(await marksOf(undefined, ['env=prod']), {
      ...{ row: 'may be production', pick: undefined, page: 'unread', plan: 'unread' },
    });
  });
});
