import { commands, type Disposable, type TreeView } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { findKeyboardRows, type Toggled } from './keyboardRows.ts';
import type { Node } from './nodes/node.ts';

/** What the keyboard acts on in Halt's views. */
export interface ViewSelection extends Disposable {
  /**
   * The row with the focus, or all selected rows if it is one of them, as in VS Code's Explorer. It is looked for in the view in which a key was
   * pressed, or without one in the view that was used last. Undefined where a key was pressed and it can't be told which row has the focus: what is
   * selected may be another row.
   */
  keyboardRows(view: string | undefined): Promise<readonly Node[] | undefined>;
}

/** `views` by their ids; the first counts as used last until another one is used. */
export function createViewSelection(
  views: Readonly<Record<string, TreeView<Node>>>,
  clock: Pick<Clock, 'after'>,
): ViewSelection {
  const [first] = Object.keys(views);
  let last = first;
  const listeners = Object.entries(views).map(([id, view]) =>
    view.onDidChangeSelection(({ selection }) => {
      if (selection.length > 0) last = id;
    }),
  );
  const pause = (milliseconds: number) => new Promise<void>((resolve) => void clock.after(milliseconds, resolve));
  /** One question at a time: a second one would see what the first does to the selection. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    keyboardRows: (id) => {
      if (id !== undefined && Object.hasOwn(views, id)) last = id;
      const view = last === undefined ? undefined : views[last];
      if (!view) return Promise.resolve([]);
      const rows = queue.then(async () => {
        // The person has left the view since they pressed the key, so the focused row can't be told any more.
        if (!view.visible) return id === undefined ? view.selection : undefined;
        const found = await findKeyboardRows(() => toggle(view), { byKey: id !== undefined, pause });
        // From the command palette, no row of the view need have the focus: then the selected rows are meant.
        return found ?? (id === undefined ? view.selection : undefined);
      });
      queue = rows.catch(() => undefined);
      return rows;
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}

/**
 * The editor tells an extension which rows are selected, but not which has the focus. `list.toggleSelection` takes the focused row of the list that
 * was focused last into the selection or out of it, and opens or closes nothing; done twice, it leaves everything as it was. Both calls go out
 * together, so that no key comes in between.
 */
async function toggle(view: TreeView<Node>): Promise<Toggled> {
  const before = view.selection;
  const told: (readonly Node[])[] = [];
  const listener = view.onDidChangeSelection(({ selection }) => {
    told.push(selection);
  });
  try {
    await Promise.all([
      commands.executeCommand('list.toggleSelection'),
      commands.executeCommand('list.toggleSelection'),
    ]);
  } finally {
    listener.dispose();
  }
  return { before, told, now: view.selection };
}
