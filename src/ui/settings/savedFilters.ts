import * as v from 'valibot';
import { comparableText } from '../../base/wildcard.ts';
import { parseFilter } from '../../inventory/filtering/terms.ts';
import { eachSaved } from '../../model/savedState.ts';

const savedFilter = v.pipe(
  v.object({
    name: v.pipe(
      v.string(),
      v.check((name) => name.trim() !== ''),
    ),
    text: v.pipe(
      v.string(),
      v.check((typed) => parseFilter(typed) !== undefined),
    ),
  }),
  v.readonly(),
);

/** A filter under a name that a person gave it. Both are as they were typed: data. */
export type SavedFilter = v.InferOutput<typeof savedFilter>;

/** Whether a person would take two names for one. */
export const isSameName = (a: string, b: string): boolean => comparableText(a.trim()) === comparableText(b.trim());

/** Saved filters from the editor's memory, in the order of their names; without what filters nothing and what can't be understood. */
export const asSavedFilters = (value: unknown): readonly SavedFilter[] =>
  eachSaved(savedFilter, value).toSorted((a, b) => byName.compare(a.name, b.name));

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
