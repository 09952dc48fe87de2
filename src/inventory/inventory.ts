import { createEmitter, type Event } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import { type ListKind, refKey, type Resource, type TargetRef } from '../model/resources/resource.ts';
import { deepEqual } from '../base/deepEqual.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Service } from '../model/resources/service.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Target } from '../model/resources/target.ts';
import type { ResourceOf } from '../model/resources/resource.ts';

/** How fresh one list of one scope is, and why it isn't fresher. Times in ms since the epoch. */
export interface ListStatus {
  /** A whole listing is on its way. */
  readonly loading: boolean;
  /** When the last whole listing began; what is shown is at least as new. Absent before the first. */
  readonly asOf?: number;
  /** Why the last listing failed; gone with the next one that succeeds. The data of the last good one stays. */
  readonly failure?: Failure;
  /** What the last listing could not read while it read the rest. */
  readonly gaps: readonly Failure[];
}

export interface ListName {
  readonly scope: Scope;
  readonly kind: ListKind;
}

/** What one step changed. Empty arrays where nothing did; never fired when all are empty. */
export interface InventoryChange {
  readonly added: readonly Resource[];
  readonly changed: readonly Resource[];
  readonly removed: readonly Resource[];
  /** Lists whose {@link ListStatus} changed in what it shows. */
  readonly statuses: readonly ListName[];
}

/** One observation of a list. `since`: when the first request for it was made; nothing older than what is there is taken over. */
export type Snapshot =
  | { readonly type: 'begin'; readonly scope: Scope; readonly kind: ListKind }
  | {
      readonly type: 'page';
      readonly scope: Scope;
      readonly kind: ListKind;
      readonly since: number;
      readonly resources: readonly Resource[];
    }
  | {
      readonly type: 'end';
      readonly scope: Scope;
      readonly kind: ListKind;
      readonly since: number;
      readonly seen: ReadonlySet<string>;
      readonly gaps: readonly Failure[];
    }
  | { readonly type: 'fail'; readonly scope: Scope; readonly kind: ListKind; readonly failure: Failure }
  /** The listing was given up by us: nothing was learnt. */
  | { readonly type: 'abandon'; readonly scope: Scope; readonly kind: ListKind }
  | {
      readonly type: 'look';
      readonly scope: Scope;
      readonly since: number;
      readonly targets: readonly Target[];
      readonly missing: readonly TargetRef[];
    };

/** What is known to be there now. Holds the last good data of every list, whatever fails. */
export interface Inventory {
  apply(snapshot: Snapshot): void;
  list<K extends ListKind>(scope: Scope, kind: K): readonly ResourceOf[K][];
  get<K extends ListKind>(scope: Scope, kind: K, id: string): ResourceOf[K] | undefined;
  /** The last observation of a stoppable thing. */
  target(ref: TargetRef): Target | undefined;
  /** The service whose deployment this is, as long as it is the service's current one. */
  serviceOf(deployment: TargetRef): Service | undefined;
  status(scope: Scope, kind: ListKind): ListStatus;
  /** Forgets what a profile brought: it leads to another account now. */
  forget(profile: string): void;
  /** Forgets every scope that is not among these. */
  retain(scopes: readonly Scope[]): void;
  readonly onDidChange: Event<InventoryChange>;
  dispose(): void;
}

interface Entry {
  readonly resource: Resource;
  readonly since: number;
}

interface List {
  readonly scope: Scope;
  readonly kind: ListKind;
  readonly entries: Map<string, Entry>;
  /** Of ids that were said to be missing: so that an older page doesn't bring them back. */
  readonly gone: Map<string, number>;
  /** When the listings began to have the gaps that the last one had; undefined while it had none. */
  gapsSince: number | undefined;
  status: ListStatus;
  view: readonly Resource[] | undefined;
}

const neverListed: ListStatus = { loading: false, gaps: [] };

/** An empty inventory. `onError` hears of listeners that throw. */
export function createInventory(onError: (error: unknown) => void): Inventory {
  const lists = new Map<string, List>();
  /** Service by the ARN of its deployment, so that a look at a deployment finds it. */
  const serviceOfDeployment = new Map<string, string>();
  const emitter = createEmitter<InventoryChange>(onError);

  const keyOf = (scope: Scope, kind: ListKind) => `${scopeKey(scope)}/${kind}`;
  const listOf = (scope: Scope, kind: ListKind): List => {
    const key = keyOf(scope, kind);
    let list = lists.get(key);
    if (!list) {
      list = {
        scope,
        kind,
        entries: new Map(),
        gone: new Map(),
        gapsSince: undefined,
        status: neverListed,
        view: undefined,
      };
      lists.set(key, list);
    }
    return list;
  };

  const forgetDeployment = (resource: Resource): void => {
    if (resource.kind === 'service' && resource.deployment) serviceOfDeployment.delete(refKey(resource.deployment));
  };

  const change = () => {
    const added: Resource[] = [];
    const changed: Resource[] = [];
    const removed: Resource[] = [];
    const statuses: ListName[] = [];
    return {
      put: (list: List, resource: Resource, since: number) => {
        const before = list.entries.get(resource.id);
        if (before && before.since > since) return;
        const gone = list.gone.get(resource.id);
        if (gone !== undefined && gone >= since) return;
        const same = before && deepEqual(before.resource, resource);
        list.entries.set(resource.id, { resource: same ? before.resource : resource, since });
        if (same) return;
        list.view = undefined;
        if (before) forgetDeployment(before.resource);
        if (resource.kind === 'service' && resource.deployment) {
          serviceOfDeployment.set(refKey(resource.deployment), resource.id);
        }
        (before ? changed : added).push(resource);
      },
      drop: (list: List, id: string) => {
        const before = list.entries.get(id);
        if (!before) return;
        list.entries.delete(id);
        list.view = undefined;
        forgetDeployment(before.resource);
        removed.push(before.resource);
      },
      say: (list: List, status: ListStatus) => {
        // What moves with every poll (asOf, loading over good data) is not shown, so it is no change.
        const same =
          showsLoading(list.status) === showsLoading(status) &&
          list.status.failure === status.failure &&
          sameGaps(list.status.gaps, status.gaps) &&
          (list.status.asOf === undefined) === (status.asOf === undefined);
        list.status = status;
        if (!same) statuses.push({ scope: list.scope, kind: list.kind });
      },
      fire: () => {
        if (added.length + changed.length + removed.length + statuses.length === 0) return;
        emitter.fire({ added, changed, removed, statuses });
      },
    };
  };

  const drop = (isDropped: (scope: Scope) => boolean): void => {
    const step = change();
    for (const [key, list] of lists) {
      if (!isDropped(list.scope)) continue;
      for (const id of [...list.entries.keys()]) step.drop(list, id);
      lists.delete(key);
    }
    step.fire();
  };

  const serviceWith = (deploymentRef: TargetRef): Service | undefined => {
    const id = serviceOfDeployment.get(refKey(deploymentRef));
    const resource = id === undefined ? undefined : listOf(deploymentRef.scope, 'service').entries.get(id)?.resource;
    return resource?.kind === 'service' && resource.deployment?.id === deploymentRef.id ? resource : undefined;
  };

  return {
    apply: (snapshot) => {
      const step = change();
      if (snapshot.type === 'look') {
        for (const target of snapshot.targets) {
          if (target.kind === 'deployment') {
            const service = serviceWith(target);
            if (service) {
              step.put(listOf(target.scope, 'service'), { ...service, deployment: target }, snapshot.since);
            }
          } else {
            step.put(listOf(target.scope, target.kind), target, snapshot.since);
          }
        }
        for (const ref of snapshot.missing) {
          if (ref.kind === 'deployment') {
            const service = serviceWith(ref);
            if (!service) continue;
            const { deployment: _gone, ...rest } = service;
            step.put(listOf(ref.scope, 'service'), rest, snapshot.since);
            continue;
          }
          const list = listOf(ref.scope, ref.kind);
          const before = list.entries.get(ref.id);
          if (before && before.since > snapshot.since) continue;
          list.gone.set(ref.id, snapshot.since);
          step.drop(list, ref.id);
        }
      } else if (snapshot.type !== 'abandon' || lists.has(keyOf(snapshot.scope, snapshot.kind))) {
        const list = listOf(snapshot.scope, snapshot.kind);
        const { loading: _, failure, ...rest } = list.status;
        switch (snapshot.type) {
          case 'begin':
            step.say(list, { ...list.status, loading: true });
            break;
          case 'abandon':
            step.say(list, { ...list.status, loading: false });
            break;
          case 'page':
            for (const resource of snapshot.resources) {
              step.put(list, keepDeployment(list.entries.get(resource.id)?.resource, resource), snapshot.since);
            }
            break;
          case 'end': {
            const { since, gaps, seen } = snapshot;
            const whole = gaps.every(leavesListWhole);
            list.gapsSince = whole ? undefined : sameGaps(list.status.gaps, gaps) ? (list.gapsSince ?? since) : since;
            // What a listing with these same gaps has seen, one that doesn't see it any more tells to be gone.
            const explained = (entry: Entry) => list.gapsSince !== undefined && entry.since < list.gapsSince;
            for (const [id, entry] of list.entries) {
              if (!seen.has(id) && entry.since <= since && !explained(entry)) step.drop(list, id);
            }
            list.gone.clear();
            step.say(list, { loading: false, asOf: since, gaps });
            break;
          }
          case 'fail':
            step.say(list, { ...rest, loading: false, failure: keepFirst(failure, snapshot.failure) });
            break;
        }
      }
      step.fire();
    },
    list: <K extends ListKind>(scope: Scope, kind: K) => {
      const list = lists.get(keyOf(scope, kind));
      if (!list) return [];
      list.view ??= [...list.entries.values()].map((entry) => entry.resource);
      // A list holds only its own kind: put() is reached by kind.
      return list.view as readonly ResourceOf[K][];
    },
    get: <K extends ListKind>(scope: Scope, kind: K, id: string) =>
      lists.get(keyOf(scope, kind))?.entries.get(id)?.resource as ResourceOf[K] | undefined,
    target: (ref) => {
      if (ref.kind === 'deployment') return serviceWith(ref)?.deployment;
      const resource = lists.get(keyOf(ref.scope, ref.kind))?.entries.get(ref.id)?.resource;
      return resource?.kind === 'instance' || resource?.kind === 'experiment' ? resource : undefined;
    },
    serviceOf: serviceWith,
    status: (scope, kind) => lists.get(keyOf(scope, kind))?.status ?? neverListed,
    forget: (profile) => drop((scope) => scope.profile === profile),
    retain: (scopes) => {
      const kept = new Set(scopes.map(scopeKey));
      drop((scope) => !kept.has(scopeKey(scope)));
    },
    onDidChange: emitter.event,
    dispose: () => emitter.dispose(),
  };
}

/**
 * A listing names only the deployments in flight. One that was in flight a moment ago stays with its service until a look tells how it
 * ended, and after that until the next deployment: otherwise the end of a deployment would be the one state that nobody sees.
 */
function keepDeployment(before: Resource | undefined, now: Resource): Resource {
  if (now.kind !== 'service' || now.deployment || before?.kind !== 'service' || !before.deployment) return now;
  const { id, status } = before.deployment;
  const another = now.currentDeploymentArn !== undefined && now.currentDeploymentArn !== id;
  if (another && stateTraits('deployment', status).final) return now;
  return { ...now, deployment: before.deployment };
}

/** Loading is worth a spinner when there is nothing good to look at meanwhile. */
export function showsLoading(status: ListStatus): boolean {
  return status.loading && (status.asOf === undefined || status.failure !== undefined);
}

/** A gap that costs facts of the listed, not members of the list: what is missing from such a list is gone. */
function leavesListWhole(gap: Failure): boolean {
  switch (gap.operation) {
    case 'ecs:DescribeServiceDeployments':
    case 'ecs:ListTagsForResource':
    case 'fis:GetExperiment':
      return true;
    default:
      return false;
  }
}

/** The same failure again is the same object, so that nothing is redrawn for a request id. */
function keepFirst(before: Failure | undefined, now: Failure): Failure {
  return before && before.kind === now.kind && before.code === now.code && before.message === now.message
    ? before
    : now;
}

function sameGaps(before: readonly Failure[], now: readonly Failure[]): boolean {
  return before.length === now.length && before.every((gap, index) => keepFirst(gap, now[index] ?? gap) === gap);
}
