import { commands, type Disposable, type TreeView } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { findKeyboardRows, type Toggled } from './keyboardRows.ts';
import type { Node } from './nodes/node.ts';

/** What the keyboard acts on in Halt's views. */
export interface ViewSelection extends Disposable {
  /**
   * The row with the focus, or all that are selected where it is one of them: what the Explorer acts on, too. In the view that a key was pressed in;
   * without one, in the view that was used last. Undefined where a key was pressed and it can't be told which row has the focus: what is selected is another row as likely as not.
   */
  keyboardRows(view: string | undefined): Promise<readonly Node[] | undefined>;
}

/** `views` by id; the first counts until another one is used. */
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
  /** Of two questions at a time the second would see what the first does to the selection. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    keyboardRows: (id) => {
      if (id !== undefined && Object.hasOwn(views, id)) last = id;
      const view = last === undefined ? undefined : views[last];
      if (!view) return Promise.resolve([]);
      const rows = queue.then(async () => {
        // Whoever pressed a key in it has left it since: the row that had the focus can't be told any more.
        if (!view.visible) return id === undefined ? view.selection : undefined;
        const found = await findKeyboardRows(() => toggle(view), { byKey: id !== undefined, pause });
        // From the palette no row of the view need have the focus: what is selected is meant.
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
 * The editor tells an extension what is selected, not what has the focus. `list.toggleSelection` takes the focused row into the selection of the list
 * that was focused last, or out of it, and opens or collapses nothing; done twice it leaves everything as it was. Both are asked for at once, so that no key comes in between.
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
