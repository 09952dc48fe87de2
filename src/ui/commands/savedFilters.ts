import { commands, l10n, ThemeIcon } from 'vscode';
import { visibleName } from '../../base/shownText.ts';
import { plainText } from '../../base/plainText.ts';
import { isSameName, type SavedFilter } from '../settings/savedFilters.ts';
import type { ViewOptions } from '../settings/viewOptions.ts';
import { askText, inform, mention, pickOne, type PickRow, pickText, separator } from '../words/say.ts';
import { counted } from '../words/counted.ts';

type Options = Pick<
  ViewOptions,
  'filter' | 'setFilter' | 'savedFilters' | 'saveFilter' | 'renameFilter' | 'removeFilter'
>;

const LONGEST_NAME = 60;

/** The commands for filters that have a name. */
export function savedFilterCommands(options: Options) {
  return {
    /** Gives the filter of now a name. */
    saveFilter: async (): Promise<void> => {
      const filter = options.filter();
      if (!filter) {
        await askToFilter(l10n.t('There is no filter to save: filter the resources first.'));
        return;
      }
      const name = await askName(options, l10n.t('Save the filter {0}', plainText(filter.text, 60)));
      if (name === undefined) return;
      options.saveFilter({ name, text: filter.text });
      mention(l10n.t('Saved the filter {0}', plainText(name, LONGEST_NAME)));
    },
    /** Picks a filter that has a name, and renames and removes them. */
    savedFilters: () => pickSaved(options),
  };
}

type Item = PickRow & {
  readonly does?: { readonly type: 'use'; readonly saved: SavedFilter } | { readonly type: 'rename' | 'remove' };
};

async function pickSaved(options: Options): Promise<void> {
  const all = options.savedFilters();
  if (all.length === 0) {
    await askToFilter(l10n.t('No filter is saved yet: filter the resources, then choose Save Filter….'));
    return;
  }
  const now = options.filter()?.text;
  const items: readonly Item[] = [
    ...all.map((saved): Item => ({ ...rowOf(saved, saved.text === now), does: { type: 'use', saved } })),
    separator(''),
    { label: pickText(l10n.t('Rename…')), iconPath: new ThemeIcon('edit'), does: { type: 'rename' } },
    { label: pickText(l10n.t('Remove…')), iconPath: new ThemeIcon('trash'), does: { type: 'remove' } },
  ];
  const choice = await pickOne(items, { title: l10n.t('Saved Filters'), matchOnDescription: true });
  switch (choice?.does?.type) {
    case 'use':
      options.setFilter(choice.does.saved.text, true);
      return;
    case 'rename': {
      const saved = await pickFrom(all, l10n.t('Rename Saved Filter'));
      const name =
        saved && (await askName(options, l10n.t('Rename {0}', plainText(saved.name, LONGEST_NAME)), saved.name));
      if (saved && name !== undefined) options.renameFilter(saved.name, name);
      return;
    }
    case 'remove': {
      const saved = await pickFrom(all, l10n.t('Remove Saved Filter'));
      if (saved) options.removeFilter(saved.name);
      return;
    }
    case undefined:
      return;
  }
}

async function askToFilter(words: string): Promise<void> {
  const filter = l10n.t('Filter…');
  if ((await inform(words, filter)) === filter) await commands.executeCommand('halt.filter');
}

function rowOf({ name, text }: SavedFilter, isNow: boolean): PickRow {
  return {
    label: pickText(plainText(name, LONGEST_NAME)),
    description: pickText([isNow && l10n.t('as now'), plainText(text, 100)].filter(Boolean).join(' · ')),
    iconPath: new ThemeIcon('filter'),
  };
}

async function pickFrom(all: readonly SavedFilter[], title: string): Promise<SavedFilter | undefined> {
  const items = all.map((saved) => ({ ...rowOf(saved, false), saved }));
  return (await pickOne(items, { title, matchOnDescription: true }))?.saved;
}

/** Asks for a name for a filter, and refuses one that another saved filter has. `own`: the name that this filter has already. */
async function askName(options: Options, title: string, own?: string): Promise<string | undefined> {
  const isTaken = (name: string) =>
    options.savedFilters().some((other) => isSameName(other.name, name)) &&
    (own === undefined || !isSameName(own, name));
  const name = await askText({
    title,
    prompt: l10n.t('A name for it'),
    placeHolder: own ?? l10n.t('Production web servers'),
    validateInput: (typed) => {
      if (visibleName(typed) === undefined) return l10n.t('Type a name.');
      if (typed.trim().length > LONGEST_NAME)
        return counted(l10n.t('{0, plural, one {At most # character.} other {At most # characters.}}'), LONGEST_NAME);
      return isTaken(typed) ? l10n.t('There is a saved filter of this name already.') : undefined;
    },
  });
  return name?.trim();
}
