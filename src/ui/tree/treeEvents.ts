import type { Clock } from '../../base/clock.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { createGivenNodes, type GivenNodes, ROOTS } from './givenNodes.ts';
import { createDeparture, type Departure } from './leavingRows.ts';
import { isSameNode, type Node } from './nodes/node.ts';
import { createQuietMoment } from './quietMoment.ts';

/** Decides when the editor is told that something of the tree has changed. */
export interface TreeEvents {
  /** The nodes that are to be drawn again; undefined for the whole tree. */
  readonly onDidChange: Event<Node[] | undefined>;
  readonly given: GivenNodes;
  /**
   * To be called when the editor asks for a node's children (undefined: for the roots, and then for everything). As long as it goes on asking, it is
   * told of no change.
   */
  asked(node: Node | undefined): void;
  /**
   * Notes what the editor is given as a node's children (undefined: the roots), and returns what to give. Where rows lose their icons before they
   * leave, those that still have theirs are kept once more.
   */
  give(parent: Node | undefined, children: Node[]): Node[];
  /** Forgets the node of something that AWS no longer has, once the editor doesn't show it any more. */
  forget(id: string): void;
  /** To be called when the editor takes a row as it is drawn now. */
  drew(id: string, signature: string, drawnId: string): void;
  /**
   * The id under which to draw a row whose id would be `now`. Where rows lose their icons before they leave, it keeps its earlier id until its siblings
   * are given anew: under another id it would be another row, and everything below the old one would leave.
   */
  idOf(node: Node, now: string): string;
  /** The row of a node may have changed. */
  rowChanged(id: string): void;
  /** The children of a node have changed, and perhaps its row. */
  branchChanged(id: string): void;
  /**
   * The row or the children of a node may have changed with something below it. It is drawn only if it really differs: while a node is drawn again, the
   * editor doesn't know what is below it, and a menu or button that is used there does nothing.
   */
  suspect(id: string): void;
  /** {@link TreeEvents.suspect} for the roots. */
  suspectRoots(): void;
  everythingChanged(): void;
  /** Tells the editor of all that has changed, at once. */
  fire(): void;
  /**
   * Tells the editor at once if that is possible. False where rows have to lose their icons first and something has changed: then the editor is told
   * when it is ready.
   */
  fireOrWait(): boolean;
  /** Whether a row that the editor asks for is about to leave, and so is drawn without its icon. */
  takesWithoutIcon(id: string): boolean;
  dispose(): void;
}

/** How long a change waits for the editor to be quiet, in ms. */
const PATIENCE = 1000;
/** The patience in editors that can become unable to draw when a change comes while they draw: see `leavingRows`. */
const LONG_PATIENCE = 5000;
/**
 * After the editor was told that everything has changed, for how long it is trusted to ask for everything, in ms. What changes meanwhile is shown
 * then, too. If it were told again, a busy editor would draw the whole tree once more each time, and wouldn't know its rows meanwhile.
 */
const TRUSTED = 5000;
/** How many lines are drawn at once: more would hold up other extensions. */
const LINES = 500;

/** The tree as it would be drawn now. */
interface TreeToDraw {
  /** A text of everything that a node's row shows, as it would be drawn now. */
  readonly signatureOf: (node: Node) => string;
  readonly drawnIdOf: (node: Node) => string;
  readonly childrenOf: (node: Node | undefined) => readonly Node[];
  /** Whether rows lose their icons before they leave: see `leavingRows`. */
  readonly iconsLeaveFirst: boolean;
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
}

/** Fires only for nodes that would look different, and once for several changes of one moment. */
export function createTreeEvents(tree: TreeToDraw): TreeEvents {
  const changes = createEmitter<Node[] | undefined>();
  const given = createGivenNodes();
  const patience = tree.iconsLeaveFirst ? LONG_PATIENCE : PATIENCE;
  const dirty = new Map<string, Node>();
  /** Nodes whose row or children may have changed with something below. */
  const suspects = new Set<string>();
  const departure = createDeparture({ given, ...tree }, LINES);
  let everything = false;
  /** When the editor was told of everything; -Infinity once it has asked. */
  let toldOfAll = -Infinity;
  const moment = createQuietMoment(tree.clock, patience, () => fire(LINES, tree.iconsLeaveFirst));

  const drawAgain = (node: Node | undefined): void => {
    if (node) dirty.set(node.id, node);
    else everything = true;
    moment.wait();
  };
  const giving = createGiving(tree, given, departure, drawAgain);

  const mark = (id: string, withChildren: boolean) => {
    const node = given.known(id);
    const before = given.drawnAs(id);
    if (!node || before === undefined) return;
    // Under another id it is another row for the editor, which accepts that only with all rows below the same parent.
    if (tree.drawnIdOf(node) !== given.drawnId(id)) drawAgain(given.parentOf(id));
    else if (withChildren || tree.signatureOf(node) !== before) drawAgain(node);
  };
  const drawIfOther = (node: Node): void => {
    mark(node.id, false);
    if (!dirty.has(node.id)) mark(node.id, hasOtherChildren(given, node, tree.childrenOf));
  };
  const drawSuspects = (): void => {
    if (suspects.delete(ROOTS) && hasOtherChildren(given, undefined, tree.childrenOf)) everything = true;
    for (const id of suspects) {
      const node = given.known(id);
      if (!node) continue;
      // Nodes below one that is drawn again are drawn with it.
      for (const one of [node, ...branchesBelow(given, id)]) if (!dirty.has(id)) drawIfOther(one);
    }
  };
  const fire = (rows: number, iconsFirst: boolean): void => {
    if (!everything) drawSuspects();
    suspects.clear();
    moment.over();
    // A node below another that is drawn again needs no event of its own.
    const different = [...dirty.values()].filter((node) => !isBelow(given, node, dirty));
    const batch = everything ? undefined : firstOf(different, rows, ({ id }) => given.childrenOf(id)?.length ?? 1);
    const leaving = iconsFirst ? departure.next(batch) : [];
    if (leaving.length > 0) {
      moment.wait();
      // The editor makes one refresh of this event and of those within the next 200 ms.
      moment.disturb();
      return changes.fire(leaving);
    }
    dirty.clear();
    // A row that has moved is drawn again at its new place, and gets its icon back.
    for (const node of outside(given, departure.end(), batch)) dirty.set(node.id, node);
    if (dirty.size > 0) moment.wait();
    if (batch && batch.length < different.length) {
      for (const node of different.slice(batch.length)) dirty.set(node.id, node);
      moment.wait();
    }
    if (everything) {
      given.startOver();
      toldOfAll = tree.clock.elapsed();
    }
    everything = false;
    if (iconsFirst) moment.disturb();
    if (batch?.length !== 0) changes.fire(batch);
  };

  return {
    onDidChange: changes.event,
    given,
    asked: (node) => {
      if (!node) toldOfAll = -Infinity;
      moment.disturb();
    },
    ...giving,
    drew: (id, signature, drawnId) => {
      departure.drew(id);
      given.drew(id, signature, drawnId);
    },
    rowChanged: (id) => mark(id, false),
    branchChanged: (id) => mark(id, true),
    suspect: (id) => {
      suspects.add(id);
      moment.wait();
    },
    suspectRoots: () => {
      suspects.add(ROOTS);
      moment.wait();
    },
    everythingChanged: () => {
      if (tree.clock.elapsed() - toldOfAll >= TRUSTED) drawAgain(undefined);
    },
    fire: () => fire(Infinity, false),
    fireOrWait: () => {
      if (!tree.iconsLeaveFirst) fire(Infinity, false);
      if (!everything) drawSuspects();
      suspects.clear();
      return !everything && dirty.size === 0 && suspects.size === 0;
    },
    takesWithoutIcon: (id) => {
      if (!departure.has(id)) return false;
      moment.disturb();
      departure.drew(id);
      return true;
    },
    dispose: () => {
      moment.over();
      changes.dispose();
    },
  };
}

/** What the editor is given when it asks. `drawAgain`: called with a node (undefined: everything) whose children can't be given as they are yet. */
function createGiving(
  { iconsLeaveFirst, drawnIdOf }: Pick<TreeToDraw, 'iconsLeaveFirst' | 'drawnIdOf'>,
  given: GivenNodes,
  departure: Departure,
  drawAgain: (node: Node | undefined) => void,
): Pick<TreeEvents, 'give' | 'forget' | 'idOf'> {
  if (!iconsLeaveFirst)
    return {
      give: (parent, children) => {
        given.gave(parent, children);
        return children;
      },
      forget: (id) => given.forget(id),
      idOf: (_, now) => now,
    };
  const gone = new Set<string>();
  const isShown = (id: string): boolean =>
    given.shownChildrenOf(given.parentOf(id)?.id ?? ROOTS)?.some((child) => child.id === id) === true;
  return {
    give: (parent, children) => {
      const answer = departure.admit(parent, children);
      given.gave(parent, answer);
      for (const child of answer) if (!departure.has(child.id)) given.named(child.id, drawnIdOf(child));
      if (gone.size > 0) for (const { id } of children) gone.delete(id);
      for (const id of gone) {
        if (isShown(id)) continue;
        gone.delete(id);
        given.forget(id);
      }
      if (answer !== children) drawAgain(parent);
      return answer;
    },
    forget: (id) => {
      if (given.drawnId(id) === undefined) given.forget(id);
      else gone.add(id);
    },
    idOf: ({ id }, now) => given.drawnId(id) ?? now,
  };
}

/** The children of a group that have children of their own. */
const branchesBelow = (given: GivenNodes, id: string): readonly Node[] =>
  (given.childrenOf(id) ?? []).filter(({ type }) => type === 'cluster' || type === 'bucket');

/** Whether a node's children are others, or in another order, than the editor was given. */
function hasOtherChildren(given: GivenNodes, node: Node | undefined, childrenOf: TreeToDraw['childrenOf']): boolean {
  const before = given.childrenOf(node?.id ?? ROOTS);
  if (!before) return false;
  const now = childrenOf(node);
  return now.length !== before.length || now.some((child, index) => !isSameNode(before[index], child));
}

/** The nodes of these ids that are not drawn again with a batch; undefined for the whole tree. */
function outside(given: GivenNodes, ids: Iterable<string>, batch: readonly Node[] | undefined): readonly Node[] {
  if (!batch) return [];
  const drawn = new Map(batch.map((node) => [node.id, node]));
  const known = [...ids].flatMap((id) => given.known(id) ?? []);
  return known.filter((node) => !drawn.has(node.id) && !isBelow(given, node, drawn));
}

function isBelow(given: GivenNodes, node: Node, others: ReadonlyMap<string, Node>): boolean {
  const parent = given.parentOf(node.id);
  return parent !== undefined && (others.has(parent.id) || isBelow(given, parent, others));
}

/** The first items of a list, at least one, whose sizes add up to no more than `limit`. */
export function firstOf<T>(list: readonly T[], limit: number, sizeOf: (item: T) => number): T[] {
  let sum = 0;
  const end = list.findIndex((item, index) => (sum += sizeOf(item)) > limit && index > 0);
  return list.slice(0, end < 0 ? undefined : end);
}
