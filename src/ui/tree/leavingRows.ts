import { isLeafId } from './nodes/branches.ts';
import type { Node } from './nodes/node.ts';

/** What tells which rows would leave with the next drawing. */
export interface TreeNow {
  /** What the editor was given: the children of a node, what a node stands under, and the id that it knows a row by. */
  readonly given: {
    shownChildrenOf(id: string): readonly Node[] | undefined;
    parentOf(id: string): Node | undefined;
    drawnId(id: string): string | undefined;
    emptied(id: string): void;
  };
  readonly drawnIdOf: (node: Node) => string;
  /** `node`: undefined for the roots. */
  readonly childrenOf: (node: Node | undefined) => readonly Node[];
}

/** From this version on, VS Code catches the error that is described at `leavingRows`. */
const CAUGHT_SINCE = 108;

/** Whether a VS Code of this version (`1.105.1`, `1.110.0-insider`) can stop drawing a tree when rows with icons leave it. */
export function losesRows(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < CAUGHT_SINCE);
}

/**
 * The rows without children that leave when `drawn` (undefined: all) is drawn again.
 *
 * Before 1.108 VS Code stops drawing a tree for good, and shows old rows from then on, when a line with an icon comes into sight that is gone from the tree's data and not yet from its list ("Data tree node not
 * found", from `alignIconWithTwisty`). That is so while it asks for children level by level and somebody scrolls, or while it draws one branch and another one is next. A line without an icon is spared: what
 * leaves loses its icon first.
 */
export function leavingRows(
  tree: Omit<TreeNow, 'given'> & { given: Pick<TreeNow['given'], 'shownChildrenOf' | 'drawnId'> },
  drawn: readonly Node[] | undefined,
): readonly Node[] {
  const leaving: Node[] = [];
  const search = (node: Node | undefined, stays: boolean): void => {
    const before = tree.given.shownChildrenOf(node?.id ?? '');
    if (!before) return;
    const now = new Set(stays ? tree.childrenOf(node).map(({ id }) => id) : []);
    for (const child of before) {
      const remains = now.has(child.id) && tree.drawnIdOf(child) === tree.given.drawnId(child.id);
      if (!remains && isLine(child, tree.given.drawnId(child.id))) leaving.push(child);
      search(child, remains);
    }
  };
  for (const node of drawn ?? [undefined]) search(node, true);
  return leaving;
}

/** How rows leave, in an editor in which they lose their icons first. */
export interface Departure {
  /** The rows to tell the editor of before `drawn` (undefined: all) is drawn again; none when all of them were told, or it has waited long enough. */
  next(drawn: readonly Node[] | undefined): Node[];
  /** Whether a row is about to leave, and has no icon until then. */
  has(id: string): boolean;
  /** The editor has taken a row from Halt: without its icon where it {@link has} to go. */
  drew(id: string): void;
  /**
   * What the editor may be given as the children of a node (undefined: the roots). It asks some time after it was told of a change, and the tree may be another one by then: what would leave with an
   * icon stays for this once, and what still stands elsewhere with one isn't there yet. The same array where nothing of that is so; otherwise the node is to be drawn once more.
   */
  admit(node: Node | undefined, children: Node[]): Node[];
  /** All are drawn again now. Returns the ids of those that were told. */
  end(): readonly string[];
}

/** How often rows are told of before something is drawn, whatever else is about to leave. */
const ROUNDS = 3;
/** How often a line that stands elsewhere isn't given while nobody asks for what it stands in: that is closed, and doesn't show it. */
const HELD_BACK = 2;

/** @param most how many rows are told at one go. */
export function createDeparture(tree: TreeNow, most: number): Departure {
  const told = new Set<string>();
  const bare = new Set<string>();
  /** What stays for this once, with all below it. When the node above is asked again, the editor has asked for all that it shows of that: what has its icon still isn't shown. */
  const staying = new Set<string>();
  /** How often a line wasn't given for standing elsewhere. */
  const heldBack = new Map<string, number>();
  let rounds = 0;

  const isLeaving = (id: string): boolean => told.has(id) || staying.has(id);
  const isLineNow = (node: Node): boolean => isLine(node, tree.given.drawnId(node.id));
  /** A row, and all that the editor shows below it. */
  const rowsWith = (node: Node): readonly Node[] => [
    node,
    ...(tree.given.shownChildrenOf(node.id) ?? []).flatMap(rowsWith),
  ];
  /** Whether it is a line that the editor shows below another node still: it takes no two rows of one id. */
  const standsElsewhere = (child: Node, node: Node | undefined): boolean => {
    const parent = tree.given.parentOf(child.id);
    const isElsewhere =
      parent !== undefined &&
      parent.id !== node?.id &&
      isLineNow(child) &&
      tree.given.shownChildrenOf(parent.id)?.some(({ id }) => id === child.id) === true;
    const times = (heldBack.get(child.id) ?? 0) + 1;
    const waits = isElsewhere && times <= HELD_BACK;
    if (waits) heldBack.set(child.id, times);
    else heldBack.delete(child.id);
    return waits;
  };

  return {
    next: (drawn) => {
      if (rounds === ROUNDS) return [];
      const rows = leavingRows(tree, drawn)
        .filter(({ id }) => !told.has(id))
        .slice(0, most);
      for (const { id } of rows) told.add(id);
      if (rows.length > 0) rounds += 1;
      return rows;
    },
    has: isLeaving,
    drew: (id) => {
      if (isLeaving(id)) bare.add(id);
      else bare.delete(id);
    },
    admit: (node, children) => {
      const now = new Set(children.map(({ id }) => id));
      const shown = tree.given.shownChildrenOf(node?.id ?? '') ?? [];
      for (const { id } of shown) heldBack.delete(id);
      // A row that is leaving gets no new children: it keeps those that it shows.
      if (node && isLeaving(node.id)) {
        for (const { id } of shown.flatMap(rowsWith)) staying.add(id);
        return [...shown];
      }
      const early: Node[] = [];
      for (const child of shown) {
        const rows = rowsWith(child);
        const remains = now.has(child.id) && tree.drawnIdOf(child) === tree.given.drawnId(child.id);
        const hasIcons = rows.some((row) => isLineNow(row) && !bare.has(row.id));
        if (!remains && hasIcons && !staying.has(child.id)) {
          early.push(child);
          for (const { id } of rows) staying.add(id);
          continue;
        }
        for (const { id } of rows) {
          staying.delete(id);
          if (remains) continue;
          bare.delete(id);
          tree.given.emptied(id);
        }
      }
      const there = children.filter((child) => !standsElsewhere(child, node));
      if (early.length === 0 && there.length === children.length) return children;
      for (const child of early) if (!now.has(child.id)) there.splice(shown.indexOf(child), 0, child);
      return there;
    },
    end: () => {
      const ids = [...told];
      told.clear();
      rounds = 0;
      return ids;
    },
  };
}

/** What can have no children; a profile that can't be read has none, either. */
function isLine({ type }: Node, drawnId: string | undefined): boolean {
  return type === 'target' || type === 'lever' || type === 'note' || type === 'service' || isLeafId(drawnId);
}
