import type { Format } from './format.ts';
import type { PanelMessage } from '../protocol/messages.ts';
import type { Strings } from '../protocol/strings.ts';

/** What the person has done to the page: kept over updates, over hiding, and over a reload. */
export interface UiState {
  /** Actions that are open, by name. */
  readonly lanes: Set<string>;
  /** Long texts that are shown whole. */
  readonly whole: Set<string>;
  /** How many rows of a table are shown, where it is not the first few. */
  readonly tableRows: Map<string, number>;
  /** Folds of the JSON that differ from how it is first shown, by path: true is folded. */
  readonly folds: Map<string, boolean>;
  query: string;
  /** What the rows of the page's tables are searched for. */
  filter: string;
  /** When the two answers to be compared came, in ms since the epoch; undefined for the first and the last. */
  compareFrom?: number;
  compareTo?: number;
}

/** What the parts of the page draw with. */
export interface View {
  readonly strings: Strings;
  readonly format: Format;
  readonly ui: UiState;
  /** This moment, ms since the epoch: the same for the whole drawing. */
  readonly now: number;
  /** Of the page, in CSS pixels. */
  readonly width: number;
  /** Changes the state and draws again. */
  update(change: (ui: UiState) => void): void;
  send(message: PanelMessage): void;
}
