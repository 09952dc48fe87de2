import type { QuickPick } from 'vscode';
import type { PickRow } from '../words/say.ts';
import { editorHasTaken } from './editorHasTaken.ts';
import type { Tickable, Ticks } from './ticks.ts';

/** A row of a list whose ticks are kept while rows come. */
export interface TickedRow extends PickRow, Tickable {
  readonly key: string;
}

/** Returns what gives the pick its rows, each ticked as `ticks` has it: what the person ticks is kept there, and the row under the cursor stays under it. */
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
