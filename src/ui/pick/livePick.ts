import type { QuickPick } from 'vscode';
import { createPick } from '../words/say.ts';
import { createRedraw } from './redraw.ts';
import type { TickedRow } from './tickedRows.ts';

/** A list in which somebody ticks rows while others come and go. It stays open while the person looks at something else. */
export function createLivePick<R extends TickedRow>(title: string): QuickPick<R> {
  const pick = createPick<R>();
  pick.title = title;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = true;
  return pick;
}

/** What such a list shows while it is open, and what closes it. */
export interface LiveRows<R, Taken> {
  /** The rows as things are now; undefined where those that are drawn are still right. */
  readonly rows: () => Promise<readonly R[] | undefined>;
  readonly draw: (rows: readonly R[]) => void;
  /** Writes the line above the rows; called whenever the rows or `busy` may have changed. */
  readonly tell: () => void;
  /** Reads what the rows are made of: the list is busy until rows of what was read are drawn. Absent where it is all known. */
  readonly read?: (() => Promise<void>) | undefined;
  /** Events at which rows may have changed. Each is given a listener and returns what ends the listening. */
  readonly redrawAt: readonly ((listener: () => void) => () => void)[];
  /** Called on Enter. Calls `close` with what is taken, or without anything to close the list all the same; the list stays open where it isn't called. */
  readonly accept: (close: (taken?: Taken) => void) => void;
  /** Closes the list when it is aborted. */
  readonly until?: AbortSignal;
}

/**
 * Opens the list at once with what is known, draws it again as things change, and disposes of it in the end. Resolves with what was taken; undefined when the person leaves. Rejects
 * with what the rows or the reading fail with.
 */
export async function untilTaken<R extends TickedRow, Taken>(
  pick: QuickPick<R>,
  live: LiveRows<R, Taken>,
): Promise<Taken | undefined> {
  /** Whether the reading is over, so that the rows that are drawn next are complete. */
  let isRead = live.read === undefined;
  let closed = false;
  const ends: (() => void)[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const redraw = createRedraw(async () => {
        const isOfAll = isRead;
        const rows = await live.rows();
        if (closed) return;
        pick.busy = !isOfAll;
        if (rows) live.draw(rows);
        live.tell();
      }, reject);
      ends.push(() => redraw.dispose());
      const read = async (): Promise<void> => {
        await live.read?.();
        isRead = true;
        if (!closed) await redraw.now();
      };
      const leave = () => resolve(undefined);
      pick.onDidAccept(() => live.accept(resolve));
      pick.onDidHide(leave);
      live.until?.addEventListener('abort', leave, { once: true });
      ends.push(() => live.until?.removeEventListener('abort', leave));
      if (live.until?.aborted === true) leave();
      ends.push(...live.redrawAt.map((onDidChange) => onDidChange(() => redraw.later())));
      pick.busy = !isRead;
      live.tell();
      // Shown before the rows are made: making ten thousand of them takes a moment.
      pick.show();
      redraw.now().catch(reject);
      read().catch(reject);
    });
  } finally {
    closed = true;
    for (const end of ends) end();
    pick.dispose();
  }
}
