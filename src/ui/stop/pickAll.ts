import type { PlanRef } from '../../stopping/plan/plan.ts';
import { createRedraw } from './redraw.ts';
import { createPick, type PickRow, pickText, separator } from '../words/say.ts';

/** A row of a list in which everything is ticked at first. Without a `ref` it only tells something, and can't be ticked. */
export interface TickRow extends PickRow {
  readonly key: string;
  readonly ref?: PlanRef;
  /** Not ticked before the person ticks it. */
  readonly isOffered?: true;
}

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
}

/**
 * Shows everything that a command is about, ticked, for the person to leave something out. Opens at once with what is known; what comes while it is open is
 * ticked as it is drawn, and what the person unticked stays so, in the row of another profile of its account as well. Resolves with what is ticked, at least one, when they
 * accept and no text that they typed hides any of it; undefined when they leave.
 */
export async function pickAll(list: TickList): Promise<readonly PlanRef[] | undefined> {
  const pick = createPick<TickRow>();
  pick.title = list.title;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = true;
  const known = new Set<string>();
  const ticked = new Set<string>();
  const isTicked = ({ key, ref }: TickRow): boolean => ref !== undefined && ticked.has(key);
  const tell = (): void => {
    pick.placeholder = pickText(list.words({ isReading: pick.busy, isEmpty: pick.items.length === 0 }));
  };
  const show = (rows: readonly TickRow[]): void => {
    for (const { key, ref, isOffered } of rows) {
      if (!known.has(key) && ref !== undefined && isOffered !== true) ticked.add(key);
      known.add(key);
    }
    const [active] = pick.activeItems;
    pick.items = rows;
    pick.selectedItems = rows.filter(isTicked);
    const under = rows.find(({ key }) => key === active?.key);
    if (under) pick.activeItems = [under];
  };
  pick.onDidChangeSelection((selected) => {
    ticked.clear();
    for (const { key, ref } of selected) if (ref !== undefined) ticked.add(key);
    if (selected.some(({ ref }) => ref === undefined)) pick.selectedItems = pick.items.filter(isTicked);
  });
  let closed = false;
  const ends: (() => void)[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const redraw = createRedraw(async () => {
        const rows = await list.rows();
        if (closed) return;
        show(rows);
        tell();
      }, reject);
      ends.push(() => redraw.dispose());
      const read = async (): Promise<void> => {
        await list.read?.();
        if (closed) return;
        pick.busy = false;
        await redraw.now();
      };
      pick.onDidAccept(() => {
        // Ticked rows that the typed text hides would be taken as well: all are shown first.
        if (pick.value !== '') {
          pick.value = '';
          return;
        }
        const left = new Set(
          pick.items.filter((row) => !isTicked(row)).flatMap(({ ref }) => (ref ? thingOf(ref) : [])),
        );
        const refs = pick.selectedItems.flatMap(({ ref }) => (ref && !left.has(thingOf(ref)) ? [ref] : []));
        if (refs.length > 0) resolve(refs);
      });
      pick.onDidHide(() => resolve(undefined));
      if (list.onDidChange) ends.push(list.onDidChange(() => redraw.later()));
      pick.busy = list.read !== undefined;
      tell();
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

/** The same for two profiles of one account, of which the person unticked one row. Every lever has the same id. */
const thingOf = ({ kind, scope, id }: PlanRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);

/** Rows under a heading; nothing where there are none. */
export function section(title: string, rows: readonly TickRow[]): readonly TickRow[] {
  return rows.length === 0 ? [] : [{ ...separator(title), key: `section ${title}` }, ...rows];
}
