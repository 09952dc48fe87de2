import { commands, type Disposable, l10n, type TreeView } from 'vscode';
import type { Node } from './nodes/node.ts';
import type { ResourceTree } from './resourceTree.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import { lackWords } from '../words/lack.ts';

/** Above the tree: what the filter hides. Kept as the tree changes. */
export function createTreeMessage(parts: {
  readonly view: TreeView<Node>;
  readonly tree: ResourceTree;
  readonly options: Pick<ViewOptions, 'filter'>;
}): Disposable {
  const { view, tree, options } = parts;
  let filtered: boolean | undefined;
  const explain = () => {
    const filter = options.filter();
    const { shown, all, lack } = filter ? tree.counts() : { shown: 0, all: 0, lack: undefined };
    const message = [
      filter && l10n.t('Filter: {0} ({1} of {2} shown)', filter.text, shown, all),
      lackWords(lack),
      filter?.asksAge === true && l10n.t('older: counts since the last start'),
    ]
      .filter(Boolean)
      .join(' · ');
    if ((view.message ?? '') !== message) view.message = message;
    if (filtered === (filter !== undefined)) return;
    filtered = filter !== undefined;
    void commands.executeCommand('setContext', 'halt.filtered', filtered);
  };
  return tree.onDidChangeTreeData?.(explain) ?? { dispose: () => {} };
}
