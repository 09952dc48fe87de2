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
  /** The rows as things are now, in their order. A key always stands for the same thing. */
  readonly rows: () => Promise<readonly TickRow[]>;
  /** The line above the rows. */
  readonly words: (state: { readonly isReading: boolean; readonly isEmpty: boolean }) => string;
  /** Fires when rows may have changed. Absent where they are final. */
  readonly onDidChange?: (listener: () => void) => () => void;
  /** Reads what the rows are made of. */
  readonly read?: () => Promise<void>;
  /** The ticks. They belong to the caller, so that they are kept when the person comes back to the list. */
  readonly ticks: Ticks;
  /**
   * Called when the person accepts a complete list without a row that can be ticked. Returns whether the list closes, so that its caller can say why
   * there is nothing.
   */
  readonly closesOnNothing?: () => boolean;
  /** Closes the list when it is aborted. */
  readonly until: AbortSignal;
}

/**
 * Shows everything that a command is about, ticked, so that the person can leave something out. It opens at once with what is known. What comes while
 * it is open is drawn ticked, but a thing that the person unticked doesn't come back in another profile's row. Resolves with what is ticked (at least
 * one) when the person accepts; that does nothing while typed text hides rows, or right after rows have changed. Undefined when the person leaves.
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
      // While the editor takes rows, a key or click on its way is lost. So it isn't given rows that would look the same.
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
