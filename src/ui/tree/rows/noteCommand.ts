import { type Command, l10n } from 'vscode';
import type { NextAction } from '../../words/failureSentence.ts';
import type { Node } from '../nodes/node.ts';

/** The command of a note for a click or Enter; undefined where it has none. */
export function noteCommand(
  node: Extract<Node, { type: 'note' }>,
  action: NextAction | undefined,
): Command | undefined {
  switch (node.about.type) {
    case 'config':
      return action === 'open-file'
        ? { command: 'halt.openConfigFile', title: l10n.t('Open File'), arguments: [node] }
        : { command: 'halt.explainProblem', title: l10n.t('Explain'), arguments: [node] };
    case 'more':
      return { command: 'halt.loadMore', title: l10n.t('Load More'), arguments: [node] };
    case 'no-regions':
      return { command: 'halt.selectRegions', title: l10n.t('Choose Regions…') };
    case 'filtered':
      return { command: 'halt.clearFilter', title: l10n.t('Clear the Filter') };
    case 'hidden':
      return { command: 'halt.showHidden', title: l10n.t('Show Hidden…') };
    case 'requests-unread':
      return { command: 'halt.showAuditLog', title: l10n.t('Show Audit Log') };
    default:
      return undefined;
  }
}
