import type { Disposable, TreeView } from 'vscode';
import type { Node } from './nodes/node.ts';

/** What is selected in the view that was used last. */
export interface ViewSelection extends Disposable {
  readonly nodes: () => readonly Node[];
  /** A key was pressed in this view. */
  use(viewId: string): void;
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
  return {
    nodes: () => (last === undefined ? undefined : views[last])?.selection ?? [],
    use: (id) => {
      if (Object.hasOwn(views, id)) last = id;
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}
