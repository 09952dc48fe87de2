import { commands, InputBoxValidationSeverity, l10n, QuickPickItemKind, type QuickPickItem, window } from 'vscode';
import { parseFilter } from '../../inventory/filter.ts';
import { type Grouping, groupingKey, tagKeys } from '../../inventory/grouping.ts';
import { plainText } from '../../base/plainText.ts';
import { pinId } from '../tree/rows/treeItem.ts';
import type { CommandContext } from './context.ts';
import { type Argument, chosenNodes } from './selection.ts';

/** A pause in typing after which the tree follows. */
const typingPause = 150;

/** Asks for a filter, with what it leaves shown behind it while it is typed. Escape brings back what was. */
export function filter(context: CommandContext): void {
  const { options } = context;
  const before = options.filter()?.text ?? '';
  const box = window.createInputBox();
  box.title = l10n.t('Filter what AWS Resources shows');
  box.placeholder = l10n.t('web   env=prod*   state:running,stopping   -region:eu-west-1   older:7d');
  box.prompt = l10n.t(
    'Words are searched in names, ids, types and states. Also: key=value for a tag, state:, type:, region:, account:, older:7d for what last started more than 7 days ago, and - before a term to hide what matches. * stands for any text.',
  );
  box.value = before;
  // Somebody who sees the row that they were looking for clicks on it: the filter must not go then.
  box.ignoreFocusOut = true;
  let accepted = false;
  let typing: ReturnType<typeof setTimeout> | undefined;
  const follow = (remember: boolean) => {
    clearTimeout(typing);
    options.setFilter(box.value, remember);
    const { shown, all } = context.shown();
    box.validationMessage = parseFilter(box.value)
      ? { message: l10n.t('{0} of {1} shown', shown, all), severity: InputBoxValidationSeverity.Info }
      : undefined;
  };
  box.onDidChangeValue(() => {
    clearTimeout(typing);
    typing = setTimeout(() => follow(false), typingPause);
  });
  box.onDidAccept(() => {
    accepted = true;
    follow(true);
    box.hide();
    void commands.executeCommand('halt.resources.focus');
  });
  box.onDidHide(() => {
    clearTimeout(typing);
    if (!accepted) options.setFilter(before, false);
    box.dispose();
  });
  if (before !== '') follow(false);
  box.show();
}

export function clearFilter(context: CommandContext): void {
  context.options.setFilter('', true);
}

interface GroupingItem extends QuickPickItem {
  readonly grouping?: Grouping;
}

export async function groupInstances(context: CommandContext): Promise<void> {
  const now = groupingKey(context.options.grouping());
  const item = (label: string, icon: string, grouping: Grouping, description?: string): GroupingItem => ({
    label: `$(${icon}) ${label}`,
    grouping,
    description: [groupingKey(grouping) === now && l10n.t('as now'), description].filter(Boolean).join(' · '),
  });
  const instances = context.scopes.all().flatMap((scope) => context.inventory.list(scope, 'instance'));
  const tags = tagKeys(instances).map(({ key, count }) =>
    item(
      plainText(key, 80),
      'tag',
      { by: 'tag', key },
      count === 1 ? l10n.t('1 instance') : l10n.t('{0} instances', count),
    ),
  );
  const items: readonly GroupingItem[] = [
    item(l10n.t('Not grouped'), 'list-flat', { by: 'none' }),
    item(l10n.t('State'), 'vm-running', { by: 'state' }),
    item(l10n.t('Auto Scaling group'), 'layers', { by: 'auto-scaling-group' }),
    ...(tags.length > 0 ? [{ label: l10n.t('Tags'), kind: QuickPickItemKind.Separator }, ...tags] : []),
  ];
  const choice = await window.showQuickPick(items, {
    title: l10n.t('Group EC2 instances'),
    placeHolder: l10n.t('By what?'),
    matchOnDescription: true,
  });
  if (choice?.grouping) context.options.setGrouping(choice.grouping);
}

export async function pin(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const ids = await pinIds(context, first, all);
  if (ids.length > 0) context.options.pin(ids);
}

export async function unpin(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const ids = await pinIds(context, first, all);
  if (ids.length > 0) context.options.unpin(ids);
}

async function pinIds(context: CommandContext, first: Argument, all: unknown): Promise<readonly string[]> {
  const ids = chosenNodes(context, first, all).flatMap((node) => pinId(node) ?? []);
  if (ids.length === 0) {
    await window.showInformationMessage(
      l10n.t('Select a profile, a region, an instance, a service or an experiment in the Halt view first.'),
    );
  }
  return ids;
}
