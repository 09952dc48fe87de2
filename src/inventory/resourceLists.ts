import { deepEqual } from '../base/deepEqual.ts';
import { type ListKind, listKinds, refKey, type Resource, type TargetRef } from '../model/resources/resource.ts';
import type { Service } from '../model/resources/service.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { type ListStatus, neverListed, showsSame } from './listStatus.ts';

/** Names one list: what there is of one kind in one place. */
export interface ListName {
  readonly scope: Scope;
  readonly kind: ListKind;
}

/** What one step changed. The arrays may be empty, but never all of them. */
export interface InventoryChange {
  readonly added: readonly Resource[];
  readonly changed: readonly Resource[];
  readonly removed: readonly Resource[];
  /** Lists whose {@link ListStatus} changed in what it shows. */
  readonly statuses: readonly ListName[];
}

/**
 * A resource as AWS last told it. `since`: when that answer was asked for, by the poller's time, which never goes back, so that the newer answer has
 * the greater one. `whole`: when the last answer was asked for that told all of the resource; a look at a service's deployment tells nothing of the
 * service itself.
 */
export interface ListEntry {
  readonly resource: Resource;
  readonly since: number;
  readonly whole: number;
}

/** One list with what it holds. `entries` and `gone` are by AWS's ids. */
export interface List {
  readonly scope: Scope;
  readonly kind: ListKind;
  readonly entries: Map<string, ListEntry>;
  /** By id, when an answer was asked for that said it is missing, so that an older page doesn't bring it back. */
  readonly gone: Map<string, number>;
  /** Since when all listings have had the same gaps as the last one, by the poller's time; undefined where that had none. */
  gapsSince: number | undefined;
  status: ListStatus;
  /** The resources in an array; undefined where it has to be made again. */
  view: readonly Resource[] | undefined;
}

/** Changes of lists that listeners hear of together. */
export interface ListStep {
  /** Puts a resource in, unless what is there is newer. `whole`: when the rest of it was asked for, where only a part was asked for at `since`. */
  put(list: List, resource: Resource, since: number, whole?: number): void;
  drop(list: List, id: string): void;
  say(list: List, status: ListStatus): void;
  /** What the step has changed; undefined where nothing. */
  made(): InventoryChange | undefined;
}

/** Every list that anything is known of. */
export interface ResourceLists {
  find(scope: Scope, kind: ListKind): List | undefined;
  /** The list of this name, which is made where there was none. */
  of(scope: Scope, kind: ListKind): List;
  /** The service whose deployment this is, as long as it is the service's current one. */
  readonly serviceOf: (deployment: TargetRef) => Service | undefined;
  step(): ListStep;
  /** Every scope that has a list, by its key. */
  readonly places: () => ReadonlyMap<string, Scope>;
  /** Forgets the lists of these scopes, with all that they hold. */
  drop(step: ListStep, scopes: readonly Scope[]): void;
}

/** Without lists at first. It tells nobody of changes: whoever begins a {@link ListStep} asks that what it has made. */
export function createResourceLists(): ResourceLists {
  const lists = new Map<string, List>();
  const places = new Map<string, Scope>();
  /** The id of the service by the key of its deployment, so that a look at a deployment finds its service. */
  const serviceOfDeployment = new Map<string, string>();
  const keyOf = (scope: Scope, kind: ListKind) => `${scopeKey(scope)}/${kind}`;
  const find = (scope: Scope, kind: ListKind) => lists.get(keyOf(scope, kind));

  const forgetDeployment = (resource: Resource): void => {
    if (resource.kind === 'service' && resource.deployment) serviceOfDeployment.delete(refKey(resource.deployment));
  };
  const rememberDeployment = (resource: Resource): void => {
    if (resource.kind !== 'service' || !resource.deployment) return;
    serviceOfDeployment.set(refKey(resource.deployment), resource.id);
  };
  const of = (scope: Scope, kind: ListKind): List => {
    const key = keyOf(scope, kind);
    const known = lists.get(key);
    if (known) return known;
    const list = newList(scope, kind);
    lists.set(key, list);
    places.set(scopeKey(scope), scope);
    return list;
  };

  return {
    find,
    of,
    serviceOf: (deploymentRef) => {
      const id = serviceOfDeployment.get(refKey(deploymentRef));
      const resource = id === undefined ? undefined : find(deploymentRef.scope, 'service')?.entries.get(id)?.resource;
      return resource?.kind === 'service' && resource.deployment?.id === deploymentRef.id ? resource : undefined;
    },
    step: () => createStep({ forgetDeployment, rememberDeployment }),
    places: () => places,
    drop: (step, scopes) => {
      for (const scope of scopes) {
        places.delete(scopeKey(scope));
        for (const kind of listKinds) {
          const key = keyOf(scope, kind);
          const list = lists.get(key);
          if (!list) continue;
          for (const id of [...list.entries.keys()]) step.drop(list, id);
          // Whoever keeps totals has to hear that it is no longer read, or no longer failing.
          step.say(list, neverListed);
          lists.delete(key);
        }
      }
    },
  };
}

function newList(scope: Scope, kind: ListKind): List {
  return {
    scope,
    kind,
    entries: new Map(),
    gone: new Map(),
    gapsSince: undefined,
    status: neverListed,
    view: undefined,
  };
}

function createStep(index: {
  readonly forgetDeployment: (resource: Resource) => void;
  readonly rememberDeployment: (resource: Resource) => void;
}): ListStep {
  const added: Resource[] = [];
  const changed: Resource[] = [];
  const removed: Resource[] = [];
  const statuses: ListName[] = [];
  return {
    put: (list, resource, since, whole = since) => {
      const before = list.entries.get(resource.id);
      if (before && before.since > since) return;
      const gone = list.gone.get(resource.id);
      if (gone !== undefined && gone >= since) return;
      const same = before && deepEqual(before.resource, resource);
      list.entries.set(resource.id, { resource: same ? before.resource : resource, since, whole });
      if (same) return;
      list.view = undefined;
      if (before) index.forgetDeployment(before.resource);
      index.rememberDeployment(resource);
      (before ? changed : added).push(resource);
    },
    drop: (list, id) => {
      const before = list.entries.get(id);
      if (!before) return;
      list.entries.delete(id);
      list.view = undefined;
      index.forgetDeployment(before.resource);
      removed.push(before.resource);
    },
    say: (list, status) => {
      const same = showsSame(list.status, status);
      list.status = status;
      if (!same) statuses.push({ scope: list.scope, kind: list.kind });
    },
    made: () =>
      added.length + changed.length + removed.length + statuses.length === 0
        ? undefined
        : { added, changed, removed, statuses },
  };
}
