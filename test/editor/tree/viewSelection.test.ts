import assert from 'node:assert/strict';
import type { TreeView } from 'vscode';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { createViewSelection } from '../../../src/ui/tree/viewSelection.ts';
import { heldTime } from '../../stages/fakes.ts';

describe('11.20: the rows of a view that nobody sees any more', () => {
  const selected = { type: 'profile', id: 'profile/dev', profile: 'dev' } as const satisfies Node;
  const view = {
    ...{ visible: false, selection: [selected] },
    onDidChangeSelection: () => ({ dispose: () => undefined }),
  } as unknown as TreeView<Node>;

  it('are none for a key that was pressed in it, whose row can’t be told, and what is selected for a command without one', async () => {
    const selection = createViewSelection({ view }, heldTime());
    assert.deepEqual(await selection.keyboardRows('view'), undefined);
    assert.deepEqual(await selection.keyboardRows(undefined), [selected]);
    selection.dispose();
  });
});
