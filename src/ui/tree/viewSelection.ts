import { commands, type Disposable, type TreeView } from 'vscode';
import type { Node } from './nodes/node.ts';

/** What the keyboard acts on in Halt's views. */
export interface ViewSelection extends Disposable {
  /**
   * The row with the focus, or all that are selected where it is one of them: what the Explorer acts on, too. In the view that a key was pressed in;
   * without one, in the view that was used last. Undefined where a key was pressed and it can't be told which row has the focus: what is selected is another row as likely as not.
   */
  keyboardRows(view: string | undefined): Promise<readonly Node[] | undefined>;
}

/** How often the editor is asked. */
const ATTEMPTS = 3;

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
      const rows = queue.then(async () => {
        if (!view.visible) return view.selection;
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          const found = await rowsOf(view);
          if (found !== undefined) return found;
        }
        // From the palette no row of the view need have the focus: what is selected is meant.
        return id === undefined ? view.selection : undefined;
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
 * that was focused last, or out of it, and opens or collapses nothing; done twice it leaves everything as it was. The row in which two selections that follow one another
 * differ is the focused one. Both are asked for at once, so that no key comes in between. While a list is drawn again its selection can be told without a change, or be
 * unknown for a moment: what was known before is compared with only where nothing else was told. Undefined where no row can be found so.
 */
async function rowsOf(view: TreeView<Node>): Promise<readonly Node[] | undefined> {
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
  const selections = told.length > 1 ? told : [before, ...told];
  const focused = selections
    .slice(1)
    .map((selection, index) => onlyDifference(selections[index] ?? [], selection))
    .findLast((node) => node !== undefined);
  if (focused === undefined) return undefined;
  const now = view.selection;
  return now.some(({ id }) => id === focused.id) ? now : [focused];
}

/** Undefined where they differ in no row, or in several. */
function onlyDifference(one: readonly Node[], other: readonly Node[]): Node | undefined {
  const isMissing = (from: readonly Node[]) => {
    const ids = new Set(from.map(({ id }) => id));
    return ({ id }: Node): boolean => !ids.has(id);
  };
  const [node, ...more] = [...one.filter(isMissing(other)), ...other.filter(isMissing(one))];
  return more.length === 0 ? node : undefined;
}
