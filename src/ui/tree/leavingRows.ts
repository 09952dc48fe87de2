import { isLeafId } from './nodes/branches.ts';
import type { Node } from './nodes/node.ts';

/** What tells which rows would leave the tree with the next drawing. */
export interface TreeNow {
  /** What the editor was given: a node's children, a node's parent, and the id that it knows a row by. */
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

/** From this minor version of VS Code 1 on, it catches the error that is described at `leavingRows`. */
const CAUGHT_SINCE = 108;

/** Whether a VS Code of this version (`1.105.1`, `1.110.0-insider`) can stop drawing a tree when rows with icons leave it. */
export function losesRows(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < CAUGHT_SINCE);
}

/**
 * The rows without children that leave the tree when `drawn` (undefined: everything) is drawn again.
 *
 * Before 1.108, VS Code stops drawing a tree for good and only shows old rows ("Data tree node not found", from `alignIconWithTwisty`) when a line with
 * an icon comes into sight that has left the tree's data but not yet its list. That happens when somebody scrolls while it asks for children level by
 * level, or while it draws one branch before the next. Lines without icons don't cause it, so rows lose their icons before they leave.
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

/** How rows leave the tree in an editor in which they have to lose their icons first. */
export interface Departure {
  /**
   * The rows that the editor is told to draw again, without icons, before `drawn` (undefined: everything) is drawn. None when it was told of all, or
   * has been told often enough.
   */
  next(drawn: readonly Node[] | undefined): Node[];
  /** Whether a row is about to leave, and has no icon until then. */
  has(id: string): boolean;
  /** To be called when the editor has taken a row from Halt, without its icon if the row is about to leave. */
  drew(id: string): void;
  /**
   * What the editor may be given as the children of a node (undefined: the roots). It asks some time after it was told of a change, and the tree may
   * have changed again by then. So a row that would leave with its icon is kept once more, and a row that is still shown elsewhere with its icon is
   * left out for now. Returns the same array where neither is so; otherwise the node has to be drawn once more.
   */
  admit(node: Node | undefined, children: Node[]): Node[];
  /** To be called when everything is drawn again now. Returns the ids of the rows that the editor was told to draw without icons. */
  end(): readonly string[];
}

/** How many rounds of rows lose their icons before a drawing, whatever else is about to leave. */
const ROUNDS = 3;
/**
 * How often a line that is shown elsewhere is left out as long as nobody asks for the branch that it is in: a branch that isn't asked for is closed,
 * and doesn't show it.
 */
const HELD_BACK = 2;

/** @param most How many rows lose their icons in one round. */
export function createDeparture(tree: TreeNow, most: number): Departure {
  const told = new Set<string>();
  const bare = new Set<string>();
  /**
   * Rows that are kept once more, with everything below them. When the node above is asked for again, the editor has asked for everything of it that it
   * shows: rows that then still have icons aren't shown.
   */
  const staying = new Set<string>();
  /** How often each line was left out because it is shown elsewhere. */
  const heldBack = new Map<string, number>();
  let rounds = 0;

  const isLeaving = (id: string): boolean => told.has(id) || staying.has(id);
  const isLineNow = (node: Node): boolean => isLine(node, tree.given.drawnId(node.id));
  /** A row, and all that the editor shows below it. */
  const rowsWith = (node: Node): readonly Node[] => [
    node,
    ...(tree.given.shownChildrenOf(node.id) ?? []).flatMap(rowsWith),
  ];
  /** Whether a line is still shown below another node: the editor doesn't accept two rows with one id. */
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
      // A row that is about to leave gets no new children and keeps those that it shows.
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

/** Whether a node has no children by its type, or, like a profile that can't be read, is drawn as a leaf. */
function isLine({ type }: Node, drawnId: string | undefined): boolean {
  return type === 'target' || type === 'lever' || type === 'note' || type === 'service' || isLeafId(drawnId);
}
