import { commands, l10n, type TreeView } from 'vscode';
import { parseReference } from '../model/reference.ts';
import type { DaemonRef, TargetRef, WatchedRef } from '../model/resources/resource.ts';
import type { DetailPages } from '../ui/detail/detailPages.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import { inform, oneLine, remark } from '../ui/words/say.ts';

/** The tree and where it is seen. */
export interface SeenTree {
  readonly tree: Pick<ResourceTree, 'nodeOf'>;
  readonly view: Pick<TreeView<Node>, 'reveal'>;
}

/** Shows a target's row in the tree, or says why there is none. */
export async function revealInTree(
  { tree, view, options }: SeenTree & { readonly options: Pick<ViewOptions, 'hidden' | 'filter'> },
  ref: TargetRef,
): Promise<void> {
  const node = tree.nodeOf(ref);
  if (node) {
    await view.reveal(node, { select: true, focus: true });
    return;
  }
  await commands.executeCommand('halt.resources.focus');
  if (options.hidden().size > 0) {
    const show = l10n.t('Show Hidden…');
    const said = await inform(l10n.t('It is hidden, filtered out, or not listed any more.'), show);
    if (said === show) await commands.executeCommand('halt.showHidden');
    return;
  }
  if (options.filter() === undefined) {
    remark(oneLine(l10n.t('It is not listed any more.')));
    return;
  }
  const clear = l10n.t('Clear the Filter');
  const said = await inform(l10n.t('The filter hides it, or it is not listed any more.'), clear);
  if (said === clear) await commands.executeCommand('halt.clearFilter');
}

/** Selects what a message is about, the first of several, and opens the page of what is one thing and has a page. */
export async function showInTree(
  {
    tree,
    view,
    pages,
    showDaemon,
  }: SeenTree & { readonly pages: Pick<DetailPages, 'show'>; readonly showDaemon: (ref: DaemonRef) => void },
  refs: readonly WatchedRef[],
): Promise<void> {
  const [first, ...more] = refs;
  if (!first) return;
  // Of a deployment that ECS doesn't name there is no page: its service is shown.
  const isNamed = parseReference(first.id)?.kind !== 'service';
  const node = tree.nodeOf(first);
  if (node) await view.reveal(node, { select: true, focus: true });
  else await commands.executeCommand('halt.resources.focus');
  if (more.length > 0 || first.kind === 'lever' || !isNamed) return;
  if (first.kind === 'daemon') showDaemon(first);
  else pages.show(first);
}
