import * as v from 'valibot';
import type { Filter } from '../../../inventory/filter.ts';
import type { Memento } from '../../../model/ports/memento.ts';
import { eachSaved } from '../../../model/savedState.ts';
import type { Scope } from '../../../model/scope.ts';
import { daemonsId, groupId, type Node, profileId, regionId } from './node.ts';

/**
 * Which branches are open. At first sight those in which something goes on or fails, or nearly all where there is but one place; then whatever a
 * person opened or closed, over reloads, too. Under a filter all are open, and what a person closes there stays closed until the filter is another one;
 * but a place's managed daemons, which are read when they are opened, only where those that were read have what the filter asks for.
 */
export interface Branches {
  isOpen(node: Node): boolean;
  /**
   * The id under which the editor knows the row of a branch. The editor keeps what it once drew open or closed by this id, whatever it is told later:
   * a branch that Halt opens, and every branch under a filter, has an id of its own.
   */
  drawnId(node: Node, isLeaf: boolean): string;
  /** Something goes on or fails below these: those that no person has turned are open from now on. Returns the ids of those that were not. */
  open(ids: readonly string[]): readonly string[];
  /** The filter has found something below these, which isn't open for a filter alone. Returns the ids of those that are open from now on. */
  found(ids: readonly string[]): readonly string[];
  /** A person opened or closed it. */
  turned(node: Node, isOpen: boolean): void;
}

/** Whether the managed daemons of a place are in sight: their row and all that is around it are open. */
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

/** Whether the editor knows a branch by this id that has nothing below it: {@link Branches.drawnId}. */
export const isLeafId = (drawnId: string | undefined): boolean => drawnId?.endsWith(LEAF) === true;
/** So many are remembered, the latest. */
const MOST = 1000;

/** Remembers in `memory` what the person turned, for the next window too; what they turn under a filter isn't remembered. */
export function createBranches(parts: {
  /** What a person turned is remembered there. */
  readonly memory: Memento;
  readonly filter: () => Filter | undefined;
  /** Whether one place alone is chosen: then there is nothing to choose from. */
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
      // The row that a person has turned stays as it is, and the one that the editor knows.
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
      // Another window may have turned others since.
      const all = new Map(eachSaved(turnedBranch, parts.memory.get(KEY)));
      for (const map of [all, turned]) {
        map.delete(node.id);
        map.set(node.id, isOpen);
      }
      parts.memory.update(KEY, [...all].slice(-MOST)).then(undefined, parts.onError);
    },
  };
}

/** What is open under one filter, but for what always is. */
interface Under {
  readonly filter: Filter;
  /** By a person. */
  readonly turned: Map<string, boolean>;
  readonly found: Set<string>;
}

/** What is open where one place alone is chosen: all but what is past. */
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
