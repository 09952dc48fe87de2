import { commands, type Disposable, l10n, type TreeView } from 'vscode';
import type { Node } from './nodes/node.ts';
import type { ResourceTree } from './resourceTree.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import { lackWords } from '../words/lack.ts';
import { counted } from '../words/counted.ts';
import { filterWords } from '../words/filters.ts';

/**
 * The message above the tree: what the filter hides, and what the person hid. It is updated when the tree changes and when the editor takes it. What
 * commands and menus offer follows the options at once, since a tree that is being scrolled is drawn later.
 */
export function createTreeMessage(parts: {
  readonly view: Pick<TreeView<Node>, 'message'>;
  readonly tree: Pick<ResourceTree, 'counts' | 'onDidChangeTreeData' | 'onDidGiveRoots'>;
  readonly options: Pick<ViewOptions, 'filter' | 'hidden' | 'onDidChange'>;
}): Disposable {
  const { view, tree, options } = parts;
  let filtered: boolean | undefined;
  let hides: boolean | undefined;
  const explain = () => {
    const filter = options.filter();
    const rows = options.hidden().size;
    const { shown, all, hidden, unjudged, lack } = filter || rows > 0 ? tree.counts() : nothing;
    const message = [
      filterWords(filter, { shown, all }),
      hidden > 0 && counted(l10n.t('{0, plural, one {# hidden} other {# hidden}}'), hidden),
      unjudged > 0 &&
        counted(
          l10n.t(
            '{0, plural, one {# can’t be judged: what the filter asks for hasn’t been read of it} other {# can’t be judged: what the filter asks for hasn’t been read of them}}',
          ),
          unjudged,
        ),
      filter && lackWords(lack),
      filter?.asksAge === true && l10n.t('older: counts since the last start'),
    ]
      .filter(Boolean)
      .join(' · ');
    if ((view.message ?? '') !== message) view.message = message;
  };
  const offer = () => {
    const hidesNow = options.hidden().size > 0;
    if (hides !== hidesNow) void commands.executeCommand('setContext', 'halt.hides', hidesNow);
    hides = hidesNow;
    const filteredNow = options.filter() !== undefined;
    if (filtered !== filteredNow) void commands.executeCommand('setContext', 'halt.filtered', filteredNow);
    filtered = filteredNow;
  };
  offer();
  const release = options.onDidChange(offer);
  const drawn = tree.onDidChangeTreeData?.(explain);
  const given = tree.onDidGiveRoots(explain);
  return {
    dispose: () => {
      release();
      given();
      drawn?.dispose();
    },
  };
}

const nothing = { shown: 0, all: 0, hidden: 0, unjudged: 0, lack: undefined };
