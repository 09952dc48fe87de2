import * as v from 'valibot';
import type { PageSubject } from '../protocol/page.ts';
import type { UiState } from './view.ts';

const number = v.pipe(v.number(), v.finite());
const texts = v.fallback(v.array(v.string()), []);
const pairs = <T extends v.GenericSchema>(item: T) => v.fallback(v.array(v.tuple([v.string(), item])), []);

/** What the webview's own store holds. A member of the wrong type is ignored, and the others are taken. */
const savedState = v.fallback(
  v.object({
    scrollTop: v.fallback(number, 0),
    ui: v.fallback(
      v.object({
        lanes: texts,
        whole: texts,
        tableRows: pairs(number),
        folds: pairs(v.boolean()),
        query: v.fallback(v.string(), ''),
        filter: v.fallback(v.string(), ''),
        compareFrom: v.fallback(v.optional(number), undefined),
        compareTo: v.fallback(v.optional(number), undefined),
      }),
      { lanes: [], whole: [], tableRows: [], folds: [], query: '', filter: '' },
    ),
  }),
  { scrollTop: 0, ui: { lanes: [], whole: [], tableRows: [], folds: [], query: '', filter: '' } },
);

/** What the person has done to a page, and how far down it is scrolled, in CSS pixels. */
export interface SavedState {
  readonly ui: UiState;
  readonly scrollTop: number;
}

/** What the person has done to the page as plain data. `subject` is for the host, which restores the page after a reload. */
export function toSave(subject: PageSubject, { ui, scrollTop }: SavedState): unknown {
  const { lanes, whole, tableRows, folds, query, filter, compareFrom, compareTo } = ui;
  return {
    subject,
    scrollTop,
    ui: {
      lanes: [...lanes],
      whole: [...whole],
      tableRows: [...tableRows],
      folds: [...folds],
      query,
      filter,
      ...(compareFrom === undefined ? {} : { compareFrom }),
      ...(compareTo === undefined ? {} : { compareTo }),
    },
  };
}

/** Reads it back; what is not as it should be is left out. */
export function readSavedState(value: unknown): SavedState {
  const { scrollTop, ui } = v.parse(savedState, value);
  const { lanes, whole, tableRows, folds, query, filter, compareFrom, compareTo } = ui;
  return {
    scrollTop,
    ui: {
      lanes: new Set(lanes),
      whole: new Set(whole),
      tableRows: new Map(tableRows),
      folds: new Map(folds),
      query,
      filter,
      ...(compareFrom === undefined ? {} : { compareFrom }),
      ...(compareTo === undefined ? {} : { compareTo }),
    },
  };
}
