import * as v from 'valibot';
import type { Filter } from '../../../inventory/filtering/terms.ts';
import type { Memento } from '../../../model/ports/memento.ts';
import { eachSaved } from '../../../model/savedState.ts';
import type { Scope } from '../../../model/scope.ts';
import { daemonsId, groupId, type Node, profileId, regionId } from './node.ts';

/**
 * Which branches are open. At first those in which something is in progress or fails; where a single place is chosen, nearly all. From then on what
 * the person opened or closed counts, also after a reload. Under a filter all branches are open, and what the person closes there stays closed until
 * the filter changes; a place's managed daemons, which are read from AWS when they are opened, are open there only if some that were read match.
 */
export interface Branches {
  isOpen(node: Node): boolean;
  /**
   * The id under which the editor knows the row of a branch. The editor remembers by this id whether a row is open, whatever it is told later. So a
   * branch that Halt opens, and every branch under a filter, gets an id of its own.
   */
  drawnId(node: Node, isLeaf: boolean): string;
  /**
   * Something is in progress or fails below these branches: those that no person has opened or closed are open from now on. Returns the ids of those
   * that were not open before.
   */
  open(ids: readonly string[]): readonly string[];
  /** The filter has found something below these branches, which aren't opened by a filter alone. Returns the ids of those that are open from now on. */
  found(ids: readonly string[]): readonly string[];
  /** A person opened or closed the branch. */
  turned(node: Node, isOpen: boolean): void;
}

/** Whether the managed daemons of a place can be seen: their row and all branches above it are open. */
export function showsDaemons(branches: Pick<Branches, 'isOpen'>, scope: Scope): boolean {
  const around: readonly Node[] = [
    { type: 'profile', id: profileId(scope.profile), profile: scope.profile },
    { type: 'region', id: regionId(scope), scope },
    { type: 'group', id: groupId(scope, 'service'), scope, kind: 'service' },
    { type: 'daemons', id: daemonsId(scope), scope },
  ];
  return around.every((node) => branches.isOpen(node));
}

const KEY = 'halt.branches';
/** The node's id, and whether the person opened it. */
const turnedBranch = v.tuple([v.string(), v.boolean()]);
const LEAF = '#leaf';

/** Whether this id, by which the editor knows a row, is one of a branch with nothing below it: see {@link Branches.drawnId}. */
export const isLeafId = (drawnId: string | undefined): boolean => drawnId?.endsWith(LEAF) === true;
/** How many branches are remembered, the latest ones. */
const MOST = 1000;

/** Remembers in `memory` what the person opened or closed, also for later windows, but not what they opened or closed under a filter. */
export function createBranches(parts: {
  /** Where it is remembered what a person opened or closed. */
  readonly memory: Memento;
  readonly filter: () => Filter | undefined;
  /** Whether a single place is chosen, so that there is nothing to select a branch from. */
  readonly isSinglePlace: () => boolean;
  readonly onError: (error: unknown) => void;
}): Branches {
  const turned = new Map(eachSaved(turnedBranch, parts.memory.get(KEY)));
  const opened = new Set<string>();
  let under: Under | undefined;

  const stateUnder = (filter: Filter): Under => {
    if (under?.filter !== filter) under = { filter, turned: new Map(), found: new Set() };
    return under;
  };
  const isFound = (filter: Filter, { type, id }: Node): boolean =>
    type !== 'service' && (type !== 'daemons' || stateUnder(filter).found.has(id));
  const isOpened = (node: Node): boolean => {
    if (!opened.has(node.id) && !turned.has(node.id) && parts.isSinglePlace() && isOpenAlone(node)) opened.add(node.id);
    return opened.has(node.id);
  };
  return {
    isOpen: (node) => {
      const filter = parts.filter();
      if (filter) return stateUnder(filter).turned.get(node.id) ?? isFound(filter, node);
      return turned.get(node.id) ?? isOpened(node);
    },
    drawnId: (node, isLeaf) => {
      if (isLeaf) return `${node.id}${LEAF}`;
      const filter = parts.filter();
      if (filter) return isFound(filter, node) ? `${node.id}#filtered` : node.id;
      return isOpened(node) ? `${node.id}#opened` : node.id;
    },
    open: (ids) => {
      const fresh = ids.filter((id) => !opened.has(id) && !turned.has(id));
      for (const id of fresh) opened.add(id);
      return fresh;
    },
    found: (ids) => {
      const filter = parts.filter();
      if (!filter) return [];
      const { turned: byPerson, found } = stateUnder(filter);
      // A row that a person has opened or closed stays as it is, under the id that the editor knows.
      const fresh = ids.filter((id) => !found.has(id) && !byPerson.has(id));
      for (const id of fresh) found.add(id);
      return fresh;
    },
    turned: (node, isOpen) => {
      const filter = parts.filter();
      if (filter) {
        stateUnder(filter).turned.set(node.id, isOpen);
        return;
      }
      // Another window may have changed others since.
      const all = new Map(eachSaved(turnedBranch, parts.memory.get(KEY)));
      for (const map of [all, turned]) {
        map.delete(node.id);
        map.set(node.id, isOpen);
      }
      parts.memory.update(KEY, [...all].slice(-MOST)).then(undefined, parts.onError);
    },
  };
}

/** What is open under one filter, beyond what is always open. */
interface Under {
  readonly filter: Filter;
  /** What a person opened (true) or closed. */
  readonly turned: Map<string, boolean>;
  readonly found: Set<string>;
}

/** Whether a branch is open where a single place is chosen: all are, except those for what is past. */
function isOpenAlone(node: Node): boolean {
  switch (node.type) {
    case 'profile':
    case 'region':
    case 'cluster':
      return true;
    case 'group':
      return node.kind !== 'experiment';
    default:
      return false;
  }
}
