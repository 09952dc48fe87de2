import { commands, type Disposable, type TreeView } from 'vscode';
import type { Node } from './nodes/node.ts';

/** What the keyboard acts on in Halt's views. */
export interface ViewSelection extends Disposable {
  /**
   * The row with the focus, or all that are selected where it is one of them: what the Explorer acts on, too. In the view that a key was pressed in;
   * without one, in the view that was used last.
   */
  keyboardRows(view: string | undefined): Promise<readonly Node[]>;
}

/** `views` by id; the first counts until another one is used. */
export function createViewSelection(views: Readonly<Record<string, TreeView<Node>>>): ViewSelection {
  const [first] = Object.keys(views);
  let last = first;
  const listeners = Object.entries(views).map(([id, view]) =>
    view.onDidChangeSelection(({ selection }) => {
      if (selection.length > 0) last = id;
    }),
  );
  /** Of two questions at a time the second would see what the first does to the selection. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    keyboardRows: (id) => {
      if (id !== undefined && Object.hasOwn(views, id)) last = id;
      const view = last === undefined ? undefined : views[last];
      if (!view) return Promise.resolve([]);
      const rows = queue.then(() => rowsOf(view));
      queue = rows.catch(() => undefined);
      return rows;
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}

/**
 * The editor tells an extension what is selected, not what has the focus. `list.toggleSelection` takes the focused row into the selection of the list
 * that was focused last, or out of it, and opens or collapses nothing; done twice it leaves everything as it was. The row that was selected between the two
 * and not before, or before and not between, is the focused one. Both are asked for at once, so that no key comes in between.
 */
async function rowsOf(view: TreeView<Node>): Promise<readonly Node[]> {
  const before = view.selection;
  if (!view.visible) return before;
  let between: readonly Node[] | undefined;
  const listener = view.onDidChangeSelection(({ selection }) => {
    between ??= selection;
  });
  try {
    await Promise.all([
      commands.executeCommand('list.toggleSelection'),
      commands.executeCommand('list.toggleSelection'),
    ]);
  } finally {
    listener.dispose();
  }
  const old = new Set(before.map(({ id }) => id));
  const focused = between?.find(({ id }) => !old.has(id));
  return focused ? [focused] : before;
}
