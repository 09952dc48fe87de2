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
  /** Says above the rows what there is: called whenever they or `busy` may be others. */
  readonly tell: () => void;
  /** Reads what the rows are made of: the list is busy until rows of what was read are drawn. Absent where it is all known. */
  readonly read?: (() => Promise<void>) | undefined;
  /** Each calls its listener when rows may be others than they were, and returns what ends that. */
  readonly redrawAt: readonly ((listener: () => void) => () => void)[];
  /** Hears Enter, and closes the list where something is taken, or where there is nothing to stay for. */
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
  /** The rows that are drawn next are made of what was read. */
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
      // Open first: ten thousand rows take a moment to make.
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
