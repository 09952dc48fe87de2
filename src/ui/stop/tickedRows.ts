import { commands, type QuickPick } from 'vscode';
import type { PickRow } from '../words/say.ts';
import type { Tickable, Ticks } from './ticks.ts';

/** A row of a list whose ticks are kept while rows come. */
export interface TickRow extends PickRow, Tickable {
  readonly key: string;
}

/** Answers what gives the pick its rows, each ticked as `ticks` has it: what the person ticks is kept there, and the row under the cursor stays under it. */
export function tickedRows<R extends TickRow>(
  pick: Pick<QuickPick<R>, 'items' | 'selectedItems' | 'activeItems' | 'onDidChangeSelection'>,
  ticks: Ticks,
): (rows: readonly R[]) => void {
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

/** Resolves when the editor's window has taken what a pick was given, and has said all that came of it: it answers what it is asked in order. */
async function editorHasTaken(): Promise<void> {
  // A pick passes on what it is given when the event loop comes around.
  await new Promise((resolve) => setTimeout(resolve, 0));
  await commands.executeCommand('noop');
}
