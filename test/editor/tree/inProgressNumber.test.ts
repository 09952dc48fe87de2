import assert from 'node:assert/strict';
import type { TreeView } from 'vscode';
import { type Operation, operationTypes } from '../../../src/model/operation.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { createRunningView } from '../../../src/ui/tree/runningView.ts';
import { stopsCount } from '../../../src/ui/statusBar.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { heldTime, scope } from '../../stages/fakes.ts';

/** The number of In Progress where these were asked for, and some of them can't be read. */
async function tooltipOf(followed: readonly Tracked[], unread: readonly Tracked[]): Promise<string> {
  const clock = heldTime();
  const { parts: drawn } = childrenStage();
  const coverage = () => ({ unreadable: [], partly: [], loading: [] });
  const parts = { ...drawn, coverage } as unknown as ItemParts;
  const view = { badge: undefined, message: '' } as unknown as TreeView<Node>;
  const running = createRunningView(view, parts, {
    ...{ following: () => followed, unread: () => unread, logLack: () => undefined },
    ...{ filter: () => undefined, saysNothing: () => undefined, clock },
  });
  running.tree.changed();
  await clock.advance(1_000);
  running.dispose();
  return view.badge?.tooltip ?? '';
}

describe('the number of In Progress', () => {
  const asked = (type: Operation['type'], id: string): Tracked => ({
    ...{ id, run: 'r', name: id, requestedAt: 1, operation: { type } as Operation },
    ref: { kind: 'instance', scope, id },
  });

  for (const type of operationTypes)
    it(`is doubted where what it counts is out of sight, as that of the status bar is: ${type}`, async () => {
      const [seen, unseen] = [asked('stop', 'i-1'), asked(type, 'i-2')];
      const followed = [seen, unseen];
      assert.doesNotMatch(await tooltipOf(followed, []), /not everything could be read/);
      // What starts is not among what is counted.
      const isCounted = type !== 'start';
      const words = isCounted ? '2 in progress; not everything could be read' : '1 in progress';
      assert.equal(await tooltipOf(followed, [unseen]), words);
      const follow = { following: () => followed, unread: () => [unseen], logLack: () => undefined };
      assert.equal(stopsCount(follow)[0]?.text, '$(stop-circle) 2?');
    });
});
