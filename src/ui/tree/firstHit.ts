import type { Disposable, TreeView } from 'vscode';
import type { Event, Release } from '../../base/event.ts';
import type { Filter } from '../../inventory/filtering/terms.ts';
import type { Node } from './nodes/node.ts';
import type { ResourceTree } from './resourceTree.ts';

/** Brings the first row that a filter leaves into view, once for each filter and only while the view is in sight. */
export function revealFirstHit(parts: {
  readonly view: Pick<TreeView<Node>, 'visible' | 'reveal' | 'onDidChangeVisibility'>;
  readonly tree: Pick<ResourceTree, 'firstHit' | 'onDidChangeTreeData'>;
  readonly options: { readonly filter: () => Filter | undefined; readonly onDidChange: Event<void> };
  readonly onError: (error: unknown) => void;
}): Disposable {
  const { view, tree, options, onError } = parts;
  let shownFor = options.filter();
  const show = () => {
    const filter = options.filter();
    if (filter === shownFor || !view.visible) return;
    const hit = filter && tree.firstHit();
    // A list that isn't read yet may still bring the first hit, so this is tried again.
    if (filter && !hit) return;
    shownFor = filter;
    if (hit) view.reveal(hit, { select: false, focus: false, expand: false }).then(undefined, onError);
  };
  const stop: Release = options.onDidChange(show);
  const listeners = [view.onDidChangeVisibility(show), tree.onDidChangeTreeData?.(show)];
  return {
    dispose: () => {
      stop();
      for (const listener of listeners) listener?.dispose();
    },
  };
}
