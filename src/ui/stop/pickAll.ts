import { createLivePick, untilTaken } from '../pick/livePick.ts';
import { type TickedRow, tickedRows } from '../pick/tickedRows.ts';
import { sayJustChanged, sayNoneTicked } from '../pick/words.ts';
import { accept, type Taken, thingOf } from './accept.ts';
import type { Ticks } from '../pick/ticks.ts';
import { pickText, separator } from '../words/say.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

/** A row of a list in which everything is ticked at first. */
export interface TickRow extends TickedRow {
  readonly ref?: TargetRef;
}

/** What the list is made of, and where its ticks are kept. */
export interface TickList {
  readonly title: string;
  /** The rows as things are now, in their order; a key is of the same thing each time. */
  readonly rows: () => Promise<readonly TickRow[]>;
  /** What is said above the rows. */
  readonly words: (state: { readonly isReading: boolean; readonly isEmpty: boolean }) => string;
  /** Fires when rows may be others than they were. Absent where they are final. */
  readonly onDidChange?: (listener: () => void) => () => void;
  /** Reads what the rows are made of. */
  readonly read?: () => Promise<void>;
  /** What is ticked: the caller's, so that it is still there when the person comes back to the list. */
  readonly ticks: Ticks;
  /** The person accepts a list that is read and has no row that can be ticked: whether it closes, for its caller to say why. */
  readonly closesOnNothing?: () => boolean;
  /** Closes the list when it is aborted. */
  readonly until: AbortSignal;
}

/**
 * Shows everything that a command is about, ticked, for the person to leave something out. Opens at once with what is known; what comes while it is open is
 * ticked as it is drawn, and what the person unticked doesn't come back in the row of another profile of its account. Resolves with what is ticked, at least one, when they
 * accept, no text that they typed hides any of it, and no rows have come or gone a moment before; undefined when they leave.
 */
export async function pickAll(list: TickList): Promise<Taken | undefined> {
  const { ticks, read } = list;
  const pick = createLivePick<TickRow>(list.title);
  const draw = tickedRows(pick, ticks);
  let drawn = '';
  return untilTaken<TickRow, Taken>(pick, {
    rows: async () =>
      (await list.rows()).map((row) => (row.ref === undefined ? row : { ...row, thing: thingOf(row.ref) })),
    draw: (rows) => {
      // A key or a click on its way is lost where the editor takes rows: what would look as before isn't given to it again.
      const now = JSON.stringify(rows);
      if (now !== drawn) draw(rows);
      drawn = now;
    },
    tell: () => {
      pick.placeholder = pickText(list.words({ isReading: pick.busy, isEmpty: pick.items.length === 0 }));
    },
    read,
    redrawAt: list.onDidChange ? [list.onDidChange] : [],
    accept: (close) => {
      // Ticked rows that the typed text hides would be taken as well: all are shown first.
      if (pick.value !== '') {
        pick.value = '';
        return;
      }
      const accepted = accept(pick.items, ticks);
      switch (accepted.type) {
        case 'taken':
          close({ refs: accepted.refs, beside: accepted.beside });
          return;
        case 'just-changed':
          sayJustChanged(pick);
          return;
        case 'none-ticked':
          sayNoneTicked(pick);
          return;
        case 'nothing':
          if (!pick.busy && list.closesOnNothing?.() === true) close();
      }
    },
    until: list.until,
  });
}

/** Rows under a heading; nothing where there are none. */
export function section(title: string, rows: readonly TickRow[]): readonly TickRow[] {
  return rows.length === 0 ? [] : [{ ...separator(title), key: `section ${title}` }, ...rows];
}
