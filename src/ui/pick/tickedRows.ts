import type { QuickPick } from 'vscode';
import type { PickRow } from '../words/say.ts';
import { editorHasTaken } from './editorHasTaken.ts';
import type { Tickable, Ticks } from './ticks.ts';

/** A row of a list whose ticks are kept while other rows come and go. */
export interface TickedRow extends PickRow, Tickable {
  readonly key: string;
}

/**
 * Returns a function that gives the pick its rows, ticked as `ticks` knows. What the person ticks is noted there, and the cursor stays on its row.
 */
export function tickedRows<R extends TickedRow>(
  pick: Pick<QuickPick<R>, 'items' | 'selectedItems' | 'activeItems' | 'onDidChangeSelection'>,
  ticks: Ticks,
): (rows: readonly R[]) => void {
  ticks.opened();
  const tell = (ticked: readonly R[]): void => {
    pick.selectedItems = ticked;
    editorHasTaken().then(ticks.heard, ticks.heard);
  };
  pick.onDidChangeSelection((selected) => {
    if (ticks.select(selected)) tell(pick.items.filter(ticks.isTicked));
  });
  return (rows) => {
    const [active] = pick.activeItems;
    pick.items = rows;
    tell(ticks.draw(rows));
    const under = rows.find(({ key }) => key === active?.key);
    if (under) pick.activeItems = [under];
  };
}
