import assert from 'node:assert/strict';
import { refFor, type TargetRef } from '../../../src/model/resources/resource.ts';
import type { ForceStop } from '../../../src/stopping/follow/tracker.ts';
import { targetId } from '../../../src/ui/tree/nodes/node.ts';
import { contextValue } from '../../../src/ui/tree/rows/contextValue.ts';
import { nodeTooltip } from '../../../src/ui/tree/rows/nodeTooltip.ts';
import { resourceRow } from '../../../src/ui/tree/rows/resourceRow.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { instanceLike } from '../../stages/resources.ts';

const UNTIL = Date.UTC(2026, 0, 15, 12, 6);
const one = instanceLike({ scope: { profile: 'dev', region: 'eu-west-1' }, id: 'i-1', state: 'stopping' });
const ref = refFor(one) as Extract<TargetRef, { readonly kind: 'instance' }>;

describe('the row of an instance that was forced to stop', () => {
  it('says when that was, also in its tooltip, and offers it again only later', () => {
    const drawn = (forced: ForceStop | undefined) => {
      const { parts } = childrenStage(one);
      const asked = {
        mark: () => 'requested',
        requests: () => [],
        pastDeployment: () => undefined,
        forced: () => forced,
      };
      const given = { ...parts, ...asked, told: { typeStore: () => undefined } } as unknown as ItemParts;
      const node = { type: 'target', id: targetId(ref), ref } as const;
      const row = resourceRow(one, { mark: 'requested', production: undefined, forcedAt: forced?.at });
      const tooltip = nodeTooltip(given, node)?.value.replaceAll('&nbsp;', ' ').replaceAll('\\', '') ?? '';
      const isForced = forced?.nextAt !== undefined;
      const tokens = contextValue(node, one, { startable: false, isForced }).split('+');
      return { row, tooltip, isOffered: tokens.includes('force-stop') };
    };
    const at = UNTIL - 600_000;
    const fresh = drawn({ at, nextAt: UNTIL });
    assert.ok(fresh.row.description.includes(` · forced at ${clockTime(at)}`), fresh.row.description);
    assert.ok(fresh.row.spoken.includes(`forced at ${clockTime(at)}`), fresh.row.spoken);
    assert.ok(
      fresh.tooltip.includes(
        `AWS accepted a force stop at ${clockTime(at)}, which can take some minutes. If it is still stopping at ${clockTime(UNTIL)}, Halt offers another.`,
      ),
      fresh.tooltip,
    );
    assert.equal(fresh.isOffered, false);
    const late = drawn({ at, nextAt: undefined });
    assert.match(late.tooltip, /Still stopping, although AWS accepted .* contact AWS Support/s);
    assert.ok(late.isOffered && late.row.description.includes('forced at'));
    const plain = drawn(undefined);
    assert.ok(plain.isOffered && !`${plain.row.description}${plain.tooltip}`.includes('force'));
  });
});
