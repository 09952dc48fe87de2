import assert from 'node:assert/strict';
import type { InventoryUpdate } from '../../../src/inventory/inventory.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { type ListKind, listKinds } from '../../../src/model/resources/resource.ts';
import type { FailureKind } from '../../../src/model/failure.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { leverId, type Node, regionId } from '../../../src/ui/tree/nodes/node.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { treeItem } from '../../../src/ui/tree/rows/treeItem.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { failure, lever, scope } from '../../stages/fakes.ts';
import { unsetGuards } from '../../stages/guards.ts';

const AT = Date.UTC(2026, 10, 28, 9, 41);
const HOUR = 3_600_000;
const [READ_FIRST, READ_LATER] = [`as of ${clockTime(AT)}`, `as of ${clockTime(AT + HOUR)}`];

/** The rows of a region and of its lever, all of whose lists were read at {@link AT}. */
function stage(state: string) {
  const { inventory, parts: drawn } = childrenStage(lever({ state, reason: 'game day' }));
  const policy = { ...parseGuards(unsetGuards), enableAbort: false };
  const parts = {
    ...drawn,
    guards: createGuards({ settings: () => ({ policy }), accounts: drawn.accounts }),
    mark: () => undefined,
    requests: () => [],
    refusal: () => undefined,
    forced: () => undefined,
    isWatched: () => false,
    pastDeployment: () => undefined,
    branches: { isOpen: () => false, drawnId: ({ id }: Node) => id },
  } as unknown as ItemParts;
  const apply = (kind: ListKind, update: Extract<InventoryUpdate, { type: 'end' | 'fail' }>) =>
    inventory.apply({ ...update, scope, kind });
  const listed = (after: number, kinds: readonly ListKind[] = listKinds) => {
    for (const kind of kinds) {
      const resources = inventory.list(scope, kind);
      inventory.apply({ type: 'page', scope, kind, since: 1 + after, resources });
      const seen = new Set(resources.map(({ id }) => id));
      apply(kind, { type: 'end', scope, kind, since: 1 + after, seen, gaps: [], shownAsOf: AT + after });
    }
  };
  const fails = (kinds: readonly ListKind[], why: FailureKind = 'denied') => {
    for (const kind of kinds) apply(kind, { type: 'fail', scope, kind, failure: failure(why) });
  };
  listed(0);
  const said = (node: Node) => {
    const { description, accessibilityInformation: spoken } = treeItem(parts, node);
    assert.ok(spoken?.label.endsWith(String(description)), spoken?.label);
    return String(description);
  };
  const region = () => said({ type: 'region', id: regionId(scope), scope });
  const own = () => said({ type: 'lever', id: leverId(scope), scope });
  return { listed, fails, rows: () => [region(), own()] };
}

describe('a safety lever that can’t be read any more', () => {
  for (const why of ['denied', 'throttled', 'unreachable'] as const)
    it(`says as of when it was so, in the row of its region and in its own, until it is read again: ${why}`, () => {
      const { rows, listed, fails } = stage('engaged');
      const fresh = ['safety lever engaged', 'engaged · game day'];
      assert.deepEqual(rows(), fresh);
      fails(['lever'], why);
      assert.deepEqual(rows(), [`safety lever engaged · ${READ_FIRST}`, `engaged · ${READ_FIRST} · game day`]);
      listed(HOUR, ['lever']);
      assert.deepEqual(rows(), fresh);
    });

  it('says it of its own, and once, where nothing of the region can be read', () => {
    const { rows, listed, fails } = stage('engaged');
    fails(listKinds);
    assert.equal(rows()[0], `safety lever engaged · ${READ_FIRST}`);
    listed(
      HOUR,
      listKinds.filter((kind) => kind !== 'lever'),
    );
    fails(listKinds);
    assert.equal(rows()[0], `safety lever engaged · ${READ_FIRST} · ${READ_LATER}`);
  });

  it('that was disengaged says so in its own row: that of the region doesn’t speak of it', () => {
    const { rows, fails } = stage('disengaged');
    fails(['lever']);
    assert.deepEqual(rows(), ['', `disengaged · ${READ_FIRST}`]);
  });
});
