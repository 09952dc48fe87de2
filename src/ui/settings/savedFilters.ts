import { parseFilter } from '../../inventory/filter.ts';
import { list, member, text } from '../../base/untrusted.ts';
import { comparableText } from '../../base/wildcard.ts';

/** A filter under a name that a person gave it. Both are as they were typed: data. */
export interface SavedFilter {
  readonly name: string;
  readonly text: string;
}

/** Whether a person would take two names for one. */
export const isSameName = (a: string, b: string): boolean => comparableText(a.trim()) === comparableText(b.trim());

/** Saved filters from the editor's memory, in the order of their names; without what filters nothing and what can't be understood. */
export function asSavedFilters(value: unknown): readonly SavedFilter[] {
  const filters = list(value).flatMap((one): readonly SavedFilter[] => {
    const [name, filter] = [text(member(one, 'name')), text(member(one, 'text'))];
    if (name === undefined || name.trim() === '' || filter === undefined || !parseFilter(filter)) return [];
    return [{ name, text: filter }];
  });
  return filters.toSorted((a, b) => byName.compare(a.name, b.name));
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
