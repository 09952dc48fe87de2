import { commands, l10n, ThemeIcon } from 'vscode';
import { parseFilter, searchedAsText, unclearTerms } from '../../inventory/filtering/terms.ts';
import { accountNames } from '../../inventory/accountNames.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { type UnknownValue, unknownValues } from '../../inventory/filtering/unknownValues.ts';
import { searchedAsTextWords, unclearTermWords, unknownValueWords } from '../words/filters.ts';
import { filteredStates } from '../words/states.ts';
import { type Grouping, groupingKey, tagKeys } from '../../inventory/grouping.ts';
import type { Sorting } from '../../inventory/sorting.ts';
import { plainText } from '../../base/plainText.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type Node, pinId } from '../tree/nodes/node.ts';
import type { TreeCounts } from '../tree/nodes/totals.ts';
import { lackWords } from '../words/lack.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import { clicked, type Invocation } from './invocation.ts';
import { askToSelect, type Rows } from './rows.ts';
import { createTextBox, pickOne, type PickRow, pickText, separator } from '../words/say.ts';
import { counted } from '../words/counted.ts';

/** A pause in typing, in milliseconds, after which the tree follows. */
const TYPING_PAUSE = 150;

export interface ArrangeCommandParts {
  readonly rows: Rows;
  readonly options: ViewOptions;
  readonly scopes: Pick<Scopes, 'all'>;
  readonly inventory: Pick<Inventory, 'list'>;
  readonly accounts: Pick<Accounts, 'of'>;
  readonly tree: {
    counts(): TreeCounts;
    /** Shows the next rows of what a note stands under, and goes on from the first of them. */
    loadMore(parent: string): Promise<void>;
    /** What a row is called. */
    labelOf(node: Node): string;
  };
}

/** The commands that decide what the tree shows, and in which order. */
export function arrangeCommands(parts: ArrangeCommandParts) {
  const { options, rows, tree } = parts;
  const pinIds = async (by: Invocation): Promise<readonly string[]> => {
    const ids = rows.nodes(by).flatMap((node) => pinId(node) ?? []);
    if (ids.length === 0) {
      await askToSelect(
        l10n.t('Select a profile, a region, an instance, a service or an experiment in the Halt view first.'),
      );
    }
    return ids;
  };
  return {
    filter: () => askFilter(parts),
    clearFilter: () => options.setFilter('', true),
    groupInstances: () => askGrouping(parts),
    sortResources: () => askSorting(options),
    pin: async (by: Invocation): Promise<void> => {
      const ids = await pinIds(by);
      if (ids.length > 0) options.pin(ids);
    },
    unpin: async (by: Invocation): Promise<void> => {
      const ids = await pinIds(by);
      if (ids.length > 0) options.unpin(ids);
    },
    /** A note's click: the next rows of its parent. */
    loadMore: async (by: Invocation): Promise<void> => {
      const node = clicked(by);
      if (node?.type === 'note' && node.about.type === 'more') await tree.loadMore(node.about.parent);
    },
  };
}

/** Asks for a filter, with what it leaves shown behind it while it is typed. Escape brings back what was. */
function askFilter(parts: Pick<ArrangeCommandParts, 'options' | 'tree' | 'scopes' | 'accounts'>): void {
  const { options, tree } = parts;
  const counts = () => tree.counts();
  const before = options.filter()?.text ?? '';
  const { box, say } = createTextBox({
    title: l10n.t('Filter AWS Resources and In Progress'),
    placeholder: l10n.t('web   env=prod*   state:running,stopping   -region:eu-west-1   older:7d'),
    prompt: l10n.t(
      'Words are searched in names, ids, types, states and places. Also: key=value for a tag, state:, type:, region:, account:, older:7d for what last started more than 7 days ago, and - before a term to hide what matches. * stands for any text.',
    ),
    value: before,
  });
  let accepted = false;
  /** Whether nothing is left, perhaps because of a key or a value that there isn't: that is not what anybody means. */
  const isInVain = () =>
    counts().shown === 0 && (searchedAsText(box.value).length > 0 || unknownHere(parts, box.value).length > 0);
  let typing: ReturnType<typeof setTimeout> | undefined;
  const apply = (remember: boolean, entered = remember) => {
    clearTimeout(typing);
    options.setFilter(box.value, remember);
    const { shown, all, lack } = counts();
    const [unclear] = unclearTerms(box.value);
    const filter = parseFilter(box.value);
    const [asText] = searchedAsText(box.value);
    const [unknown] = unknownHere(parts, box.value);
    // Whoever has typed `type:` so far has made no mistake yet.
    if (unclear) return say(entered || unclear.type === 'no-age' ? 'trouble' : 'note', unclearTermWords(unclear));
    const since = filter?.asksAge === true ? l10n.t('older: counts since the last start') : '';
    const words = [
      counted(l10n.t('{0, plural, one {# of {1} shown} other {# of {1} shown}}'), shown, all),
      lackWords(lack),
      since,
      asText === undefined ? '' : searchedAsTextWords(asText),
      unknown === undefined ? '' : unknownValueWords(unknown),
    ]
      .filter(Boolean)
      .join(' · ');
    say(entered && isInVain() ? 'trouble' : 'note', filter && words);
  };
  box.onDidChangeValue(() => {
    clearTimeout(typing);
    typing = setTimeout(() => apply(false), TYPING_PAUSE);
  });
  box.onDidAccept(() => {
    // What can't be understood stays in sight, with the sentence that says why.
    apply(false, true);
    accepted = unclearTerms(box.value).length === 0 && !isInVain();
    if (!accepted) return;
    apply(true);
    box.hide();
    void commands.executeCommand('halt.resources.focus');
  });
  box.onDidHide(() => {
    clearTimeout(typing);
    if (!accepted) options.setFilter(before, false);
    box.dispose();
  });
  if (before !== '') apply(false);
  box.show();
}

/** Values that no whole value of the chosen places is. What isn't read of an account may be anything, and so may a state that AWS added later. */
function unknownHere(
  { scopes, accounts, tree }: Pick<ArrangeCommandParts, 'scopes' | 'accounts' | 'tree'>,
  typed: string,
): readonly UnknownValue[] {
  const places = scopes.all();
  const profiles = [...new Set(places.map(({ profile }) => profile))];
  const names = profiles.map((profile) => accountNames(accounts, profile));
  const isAllRead = names.every(({ unread }) => unread === 'nothing');
  const known = {
    region: places.map(({ region }) => region),
    account: [...profiles, ...names.flatMap((name) => name.known)],
    state: filteredStates(),
  };
  return unknownValues(typed, known).filter(({ field, term, asPart }) => {
    if (field === 'account') return isAllRead || asPart !== undefined;
    return field === 'region' || (!term.includes('_') && (term.startsWith('-') || tree.counts().shown === 0));
  });
}

interface GroupingItem extends PickRow {
  readonly grouping?: Grouping;
}

async function askGrouping({
  options,
  scopes,
  inventory,
}: Pick<ArrangeCommandParts, 'options' | 'scopes' | 'inventory'>): Promise<void> {
  const now = groupingKey(options.grouping());
  const item = (label: string, icon: string, grouping: Grouping, description?: string): GroupingItem => ({
    label: pickText(label),
    iconPath: new ThemeIcon(icon),
    grouping,
    description: pickText([groupingKey(grouping) === now && l10n.t('as now'), description].filter(Boolean).join(' · ')),
  });
  const instances = scopes.all().flatMap((scope) => inventory.list(scope, 'instance'));
  const tags = tagKeys(instances).map(({ key, count }) =>
    item(
      plainText(key, 80),
      'tag',
      { type: 'tag', key },
      counted(l10n.t('{0, plural, one {# instance} other {# instances}}'), count),
    ),
  );
  const items: readonly GroupingItem[] = [
    item(l10n.t('Not grouped'), 'list-flat', { type: 'none' }),
    item(l10n.t('State'), 'vm-running', { type: 'state' }),
    item(l10n.t('Auto Scaling group'), 'layers', { type: 'auto-scaling-group' }),
    ...(tags.length > 0 ? [separator(l10n.t('Tags')), ...tags] : []),
  ];
  const choice = await pickOne(items, {
    title: l10n.t('Group EC2 Instances'),
    placeHolder: l10n.t('Group by'),
    matchOnDescription: true,
  });
  if (choice?.grouping) options.setGrouping(choice.grouping);
}

interface SortingItem extends PickRow {
  readonly sorting: Sorting;
}

async function askSorting(options: ViewOptions): Promise<void> {
  const now = options.sorting();
  const item = (label: string, icon: string, sorting: Sorting, description?: string): SortingItem => ({
    label: pickText(label),
    iconPath: new ThemeIcon(icon),
    sorting,
    description: pickText([sorting === now && l10n.t('as now'), description].filter(Boolean).join(' · ')),
  });
  const choice = await pickOne(
    [
      item(l10n.t('State'), 'vm-running', 'state', l10n.t('what needs attention first')),
      item(l10n.t('Name'), 'case-sensitive', 'name'),
      item(l10n.t('Last start, newest first'), 'arrow-up', 'newest'),
      item(l10n.t('Last start, oldest first'), 'arrow-down', 'oldest'),
    ],
    { title: l10n.t('Sort AWS Resources'), placeHolder: l10n.t('Sort by'), matchOnDescription: true },
  );
  if (choice) options.setSorting(choice.sorting);
}
