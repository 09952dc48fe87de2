import { l10n, ThemeIcon } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { HiddenRow } from '../settings/hiddenRows.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import { hideId, type Node, scopeOf } from '../tree/nodes/node.ts';
import { mention, oneLine, pickOne, type PickRow, pickText, remark } from '../words/say.ts';
import type { ArrangeCommandParts } from './arrange.ts';
import type { Invocation } from './invocation.ts';
import { askToSelect } from './rows.ts';
import { counted } from '../words/counted.ts';

/**
 * Hiding what only makes the view longer. It hides in *AWS Resources* alone: *In Progress*, the status bar, the lists to pick from and *Emergency Stop* still have what is hidden,
 * for whoever hid something last month must not miss it when it acts.
 */
export function hideCommands({ rows, options, tree }: Pick<ArrangeCommandParts, 'rows' | 'options' | 'tree'>) {
  return {
    hide: async (by: Invocation): Promise<void> => {
      const hidden = rows.nodes(by).flatMap((node) => hiddenRow(node, tree.labelOf(node)));
      if (hidden.length === 0) {
        await askToSelect(l10n.t('Select a resource, a cluster or a group in the Halt view first.'));
        return;
      }
      options.hide(hidden);
      mention(counted(l10n.t('{0, plural, one {# hidden} other {# hidden}}'), hidden.length));
    },
    showHidden: () => showHidden(options),
  };
}

function hiddenRow(node: Node, label: string): readonly HiddenRow[] {
  const id = hideId(node);
  const scope = scopeOf(node);
  return id === undefined || scope === undefined ? [] : [{ id, label, ...scope }];
}

interface HiddenItem extends PickRow {
  readonly ids: readonly string[];
}

/** Asks what of the hidden is to come back. */
async function showHidden(options: Pick<ViewOptions, 'hidden' | 'unhide'>): Promise<void> {
  const all = [...options.hidden().values()];
  if (all.length === 0) {
    remark(oneLine(l10n.t('Nothing is hidden.')));
    return;
  }
  const everything: HiddenItem = {
    label: pickText(counted(l10n.t('{0, plural, one {Show #} other {Show all #}}'), all.length)),
    iconPath: new ThemeIcon('eye'),
    ids: all.map(({ id }) => id),
  };
  const each = all.map(({ id, label, profile, region }): HiddenItem => ({
    label: pickText(plainText(label, 80)),
    description: pickText(l10n.t('{0} ({1})', plainText(profile, 60), plainText(region, 40))),
    iconPath: new ThemeIcon('eye-closed'),
    ids: [id],
  }));
  const choice = await pickOne(all.length > 1 ? [everything, ...each] : each, {
    title: l10n.t('Show Hidden'),
    placeHolder: l10n.t('What is to be shown again?'),
    matchOnDescription: true,
  });
  if (choice) options.unhide(choice.ids);
}
