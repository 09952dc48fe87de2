import type { Clock } from '../../base/clock.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { createDeparture } from './leavingRows.ts';
import { isSameNode, type Node } from './nodes/node.ts';
import { createQuietMoment } from './quietMoment.ts';

/** What the editor was given of the tree. */
export interface GivenNodes {
  /** The same object for the same node: the editor knows nodes by identity. */
  settled(node: Node): Node;
  /** The node of this id, once it was given. */
  known(id: string): Node | undefined;
  parentOf(id: string): Node | undefined;
  setParent(id: string, parent: Node): void;
  /** The children that the editor was last given; undefined where it hasn't asked since everything is asked for again. */
  childrenOf(id: string): readonly Node[] | undefined;
  /** The same, or those that it was given before that: what it still shows. */
  shownChildrenOf(id: string): readonly Node[] | undefined;
  /** `parent`: undefined for the roots. */
  gave(parent: Node | undefined, children: readonly Node[]): void;
  /** The signature of a row as it was last drawn; undefined for one that never was. */
  drawnAs(id: string): string | undefined;
  /** The id under which the editor knows the row. */
  drawnId(id: string): string | undefined;
  drew(id: string, signature: string, drawnId: string): void;
  /** What is gone needs no node; one that comes back gets a new one. */
  forget(id: string): void;
  /** Everything is asked for again. */
  startOver(): void;
}

/** When the editor is told that something of the tree has changed. */
export interface TreeEvents {
  /** The nodes that are to be drawn again; undefined for the whole tree. */
  readonly onDidChange: Event<Node[] | undefined>;
  readonly given: GivenNodes;
  /** The editor asks for children now; while it goes on asking it is told of no change. */
  asked(): void;
  /** The row of a node may have changed. */
  rowChanged(id: string): void;
  /** The children of a node have changed, and perhaps its row. */
  branchChanged(id: string): void;
  /**
   * The row or the children of a node may have changed with something below it. While a node is drawn again the editor doesn't know what is below it, and
   * a menu or button that is used there does nothing: it is drawn only when it differs.
   */
  suspect(id: string): void;
  /** The same of the roots. */
  suspectRoots(): void;
  everythingChanged(): void;
  /** Tells the editor of all that has changed, at once. */
  fire(): void;
  /** The same, but false where rows have to lose their icons first and something has changed: it is told when the editor is ready for it. */
  fireOrWait(): boolean;
  /** Whether a row is about to leave, and has no icon until then. */
  isLeaving(id: string): boolean;
  dispose(): void;
}

/** How long a change waits for the editor to be quiet, in ms. */
const PATIENCE = 1000;
/** The same where a change that comes in the middle can leave the editor unable to draw: see `leavingRows`. */
const LONG_PATIENCE = 5000;
/** Stands for what is above the roots; no node has this id. */
const ROOTS = '';
/** What is drawn at one go: more would hold up the other extensions. */
const LINES = 500;

/** The tree as it would be drawn now. */
interface TreeToDraw {
  /** All that a node's row shows, as it would be drawn now. */
  readonly signatureOf: (node: Node) => string;
  readonly drawnIdOf: (node: Node) => string;
  readonly childrenOf: (node: Node | undefined) => readonly Node[];
  /** Whether rows lose their icons before they leave: see `leavingRows`. */
  readonly iconsLeaveFirst: boolean;
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
}

/** Fires only nodes that would look different; several changes of one moment are one event. */
export function createTreeEvents(tree: TreeToDraw): TreeEvents {
  const changes = createEmitter<Node[] | undefined>();
  const given = createGivenNodes();
  const patience = tree.iconsLeaveFirst ? LONG_PATIENCE : PATIENCE;
  const dirty = new Map<string, Node>();
  /** Nodes whose row or children may have changed with something below. */
  const suspects = new Set<string>();
  const departure = createDeparture({ given, ...tree }, LINES);
  let everything = false;
  const moment = createQuietMoment(tree.clock, patience, () => fire(LINES, tree.iconsLeaveFirst));

  const mark = (id: string, withChildren: boolean) => {
    const node = given.known(id);
    const before = given.drawnAs(id);
    if (!node || before === undefined) return;
    if (tree.drawnIdOf(node) !== given.drawnId(id)) {
      // To the editor another row, which comes with those beside it.
      const parent = given.parentOf(id);
      if (parent) dirty.set(parent.id, parent);
      else everything = true;
      moment.wait();
      return;
    }
    if (!withChildren && tree.signatureOf(node) === before) return;
    dirty.set(id, node);
    moment.wait();
  };
  const drawSuspects = () => {
    const drawIfOther = (node: Node): void => {
      mark(node.id, false);
      if (!dirty.has(node.id)) mark(node.id, hasOtherChildren(given, node, tree.childrenOf));
    };
    if (suspects.delete(ROOTS) && hasOtherChildren(given, undefined, tree.childrenOf)) everything = true;
    for (const id of suspects) {
      const node = given.known(id);
      if (!node) continue;
      drawIfOther(node);
      // What is below a node that is drawn again is drawn with it.
      if (dirty.has(id)) continue;
      for (const child of given.childrenOf(id) ?? []) {
        if (child.type === 'cluster' || child.type === 'bucket') drawIfOther(child);
      }
    }
  };
  const fire = (rows: number, iconsFirst: boolean): void => {
    if (!everything) drawSuspects();
    suspects.clear();
    moment.over();
    // What is drawn again with a node above it needs no event of its own.
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
    // What has moved, and is drawn again elsewhere, has its icon back.
    for (const node of outside(given, departure.end(), batch)) dirty.set(node.id, node);
    if (dirty.size > 0) moment.wait();
    if (batch && batch.length < different.length) {
      for (const node of different.slice(batch.length)) dirty.set(node.id, node);
      moment.wait();
    }
    if (everything) given.startOver();
    everything = false;
    if (iconsFirst) moment.disturb();
    if (batch?.length !== 0) changes.fire(batch);
  };

  return {
    onDidChange: changes.event,
    given,
    asked: () => moment.disturb(),
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
      everything = true;
      moment.wait();
    },
    fire: () => fire(Infinity, false),
    fireOrWait: () => {
      if (!tree.iconsLeaveFirst) fire(Infinity, false);
      if (!everything) drawSuspects();
      suspects.clear();
      return !everything && dirty.size === 0 && suspects.size === 0;
    },
    isLeaving: (id) => departure.has(id),
    dispose: () => {
      moment.over();
      changes.dispose();
    },
  };
}

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

function createGivenNodes(): GivenNodes {
  const known = new Map<string, Node>();
  const parents = new Map<string, Node>();
  const drawn = new Map<string, string>();
  const ids = new Map<string, string>();
  const children = new Map<string, readonly Node[]>();
  let earlier: ReadonlyMap<string, readonly Node[]> = new Map();
  return {
    settled: (node) => {
      const before = known.get(node.id);
      if (before && isSameNode(before, node)) return before;
      known.set(node.id, node);
      return node;
    },
    known: (id) => known.get(id),
    parentOf: (id) => parents.get(id),
    setParent: (id, parent) => {
      parents.set(id, parent);
    },
    childrenOf: (id) => children.get(id),
    shownChildrenOf: (id) => children.get(id) ?? earlier.get(id),
    gave: (parent, below) => {
      for (const { id } of below) if (parent) parents.set(id, parent);
      children.set(parent?.id ?? ROOTS, below);
    },
    drawnAs: (id) => drawn.get(id),
    drawnId: (id) => ids.get(id),
    drew: (id, signature, drawnId) => {
      drawn.set(id, signature);
      ids.set(id, drawnId);
    },
    forget: (id) => {
      for (const map of [known, parents, drawn, ids, children]) map.delete(id);
    },
    startOver: () => {
      drawn.clear();
      // Nothing was asked for since the last time: the editor still shows what it was given before.
      if (children.size > 0) earlier = new Map(children);
      children.clear();
    },
  };
}

/** The first of a list, at least one, that are of no more than `limit` together. */
export function firstOf<T>(list: readonly T[], limit: number, sizeOf: (item: T) => number): T[] {
  let sum = 0;
  const end = list.findIndex((item, index) => (sum += sizeOf(item)) > limit && index > 0);
  return list.slice(0, end < 0 ? undefined : end);
}
