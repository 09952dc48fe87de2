import { type FoldedJson, type Match, createFoldedJson } from './foldedJson.ts';
import type { UiState } from '../view.ts';

/** Where the person is in the JSON: the line that the keyboard is on, and what was searched for. It keeps its place when a new version of the document comes. */
export interface JsonCursor {
  /** The document's text; empty before there is one. */
  text(): string;
  /** Takes a new version over at the next {@link JsonCursor.load}. */
  show(json: string): void;
  /** The document with the folds and the query of `ui`. */
  load(ui: UiState): FoldedJson;
  /** The index of the line that the keyboard is on. */
  active(): number;
  moveTo(index: number): void;
  /** What was found, ascending. */
  matches(): readonly Match[];
  /** Which of them was gone to, from 0; -1 for none. */
  present(): number;
  forgetPresent(): void;
  /** Goes to the next or the previous of what was found and unfolds what hides it; false when nothing was found. */
  find(ui: UiState, step: 1 | -1): boolean;
}

export function createJsonCursor(): JsonCursor {
  let folded: FoldedJson | undefined;
  let folds: Map<string, boolean> | undefined;
  let text = '';
  let matches: readonly Match[] = [];
  let searched = '';
  let present = -1;
  let active = 0;

  const renew = (ui: UiState): FoldedJson => {
    if (folded !== undefined && folds === ui.folds && folded.json === text) return folded;
    folds = ui.folds;
    const path = folded?.lines[active]?.path;
    const next = createFoldedJson(text, folds);
    if (path !== undefined && path !== '')
      active = Math.max(
        0,
        next.lines.findIndex((line) => line.path === path),
      );
    active = Math.min(active, next.lines.length - 1);
    searched = '';
    folded = next;
    return next;
  };

  const load = (ui: UiState): FoldedJson => {
    const current = renew(ui);
    if (searched !== ui.query) {
      searched = ui.query;
      matches = current.search(searched);
      present = Math.min(present, matches.length - 1);
    }
    return current;
  };

  return {
    text: () => text,
    show(json) {
      text = json;
    },
    load,
    active: () => active,
    moveTo(index) {
      active = index;
    },
    matches: () => matches,
    present: () => present,
    forgetPresent() {
      present = -1;
    },
    find(ui, step) {
      const found = load(ui);
      if (matches.length === 0) return false;
      present = (present + step + matches.length) % matches.length;
      active = found.lineAt(matches[present]?.start ?? 0);
      found.reveal(active);
      return true;
    },
  };
}
