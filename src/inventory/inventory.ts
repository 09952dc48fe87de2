import { createEmitter, type Event } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import type { ListKind, Resource, ResourceOf, StoppableRef, TargetRef } from '../model/resources/resource.ts';
import { drainingTasks, type ServiceDeployment } from '../model/resources/deployment.ts';
import type { Scope } from '../model/scope.ts';
import type { Service } from '../model/resources/service.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Stoppable, Target } from '../model/resources/target.ts';
import { keepFirst, cutsList, leavesListWhole, type ListStatus, neverListed, sameGaps } from './listStatus.ts';
import {
  createResourceLists,
  type List,
  type InventoryChange,
  type ListEntry,
  type ListStep,
  type ResourceLists,
} from './resourceLists.ts';

/**
 * One observation of a list. `since`: when the first request for it was made, by a time that never goes back ({@link Poller.stampOf}); nothing older than
 * what is there is taken over.
 */
export type InventoryUpdate =
  | { readonly type: 'begin'; readonly scope: Scope; readonly kind: ListKind }
  /** AWS hasn't answered since `asked`, in milliseconds since the epoch by AWS's clock. */
  | { readonly type: 'unanswered'; readonly scope: Scope; readonly kind: ListKind; readonly asked: number }
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
      /** `since` by AWS's clock; the same where that isn't known to differ. */
      readonly shownAsOf?: number;
      /** AWS's clock minus this machine's, ms; absent where they agree. */
      readonly clockOffset?: number;
      readonly gaps: readonly Failure[];
    }
  | { readonly type: 'fail'; readonly scope: Scope; readonly kind: ListKind; readonly failure: Failure }
  /** Halt gave up the listing: nothing was learnt from it. */
  | { readonly type: 'abandon'; readonly scope: Scope; readonly kind: ListKind }
  | {
      readonly type: 'described';
      readonly scope: Scope;
      readonly since: number;
      readonly targets: readonly Target[];
      readonly missing: readonly TargetRef[];
    };

/** What is known to be there now. It keeps the last good data of every list, whatever fails later. */
export interface Inventory {
  apply(update: InventoryUpdate): void;
  list<K extends ListKind>(scope: Scope, kind: K): readonly ResourceOf[K][];
  /** A resource by its id. Undefined where it isn't known to be there, which says nothing as long as its list hasn't been read. */
  get<K extends ListKind>(scope: Scope, kind: K, id: string): ResourceOf[K] | undefined;
  /**
   * When the last complete answer about it was asked for, by the poller's time; a listing with gaps may have left it out since. Undefined where it
   * isn't known to be there.
   */
  seenAt(scope: Scope, kind: ListKind, id: string): number | undefined;
  /** The last observation of a target. */
  target(ref: StoppableRef): Stoppable | undefined;
  target(ref: TargetRef): Target | undefined;
  /** The service whose deployment this is, as long as it is the service's current one. */
  serviceOf(deployment: TargetRef): Service | undefined;
  status(scope: Scope, kind: ListKind): ListStatus;
  /** Forgets everything of a profile, which leads to another account now. */
  forget(profile: string): void;
  /** Every scope that anything is known of, by its key. */
  readonly places: () => ReadonlyMap<string, Scope>;
  /** Forgets these scopes. */
  drop(scopes: readonly Scope[]): void;
  readonly onDidChange: Event<InventoryChange>;
  dispose(): void;
}

/** An empty inventory. `onError` hears of listeners that throw. */
export function createInventory(onError: (error: unknown) => void): Inventory {
  const lists = createResourceLists();
  const emitter = createEmitter<InventoryChange>(onError);
  const within = (work: (step: ListStep) => void): void => {
    const step = lists.step();
    work(step);
    const change = step.made();
    if (change) emitter.fire(change);
  };

  function target(ref: StoppableRef): Stoppable | undefined;
  function target(ref: TargetRef): Target | undefined;
  function target(ref: TargetRef): Target | undefined {
    if (ref.kind === 'deployment') return lists.serviceOf(ref)?.deployment;
    const resource = lists.find(ref.scope, ref.kind)?.entries.get(ref.id)?.resource;
    return resource === undefined || resource.kind === 'service' ? undefined : resource;
  }

  return {
    apply: (update) => within((step) => take(lists, step, update)),
    list: <K extends ListKind>(scope: Scope, kind: K) => {
      const list = lists.find(scope, kind);
      if (!list) return [];
      list.view ??= [...list.entries.values()].map((entry) => entry.resource);
      // A list holds only its own kind: put() is reached by kind.
      return list.view as readonly ResourceOf[K][];
    },
    get: <K extends ListKind>(scope: Scope, kind: K, id: string) =>
      lists.find(scope, kind)?.entries.get(id)?.resource as ResourceOf[K] | undefined,
    seenAt: (scope, kind, id) => lists.find(scope, kind)?.entries.get(id)?.whole,
    target,
    serviceOf: lists.serviceOf,
    status: (scope, kind) => lists.find(scope, kind)?.status ?? neverListed,
    forget: (profile) =>
      within((step) => {
        lists.drop(
          step,
          [...lists.places().values()].filter((scope) => scope.profile === profile),
        );
      }),
    places: lists.places,
    drop: (scopes) => within((step) => lists.drop(step, scopes)),
    onDidChange: emitter.event,
    dispose: () => emitter.dispose(),
  };
}

function take(lists: ResourceLists, step: ListStep, update: InventoryUpdate): void {
  switch (update.type) {
    case 'described':
      takeDescribed(lists, step, update);
      break;
    case 'abandon':
    case 'unanswered':
      // What was never begun has no list.
      if (lists.find(update.scope, update.kind)) takeListing(lists, step, update);
      break;
    default:
      takeListing(lists, step, update);
  }
}

function takeDescribed(
  lists: ResourceLists,
  step: ListStep,
  update: Extract<InventoryUpdate, { readonly type: 'described' }>,
): void {
  const { since } = update;
  for (const target of update.targets) {
    if (target.kind === 'deployment') {
      const service = lists.serviceOf(target);
      if (service) putPart(lists, step, described(service, target), since);
    } else step.put(lists.of(target.scope, target.kind), target, since);
  }
  for (const ref of update.missing) {
    if (ref.kind === 'deployment') {
      const service = lists.serviceOf(ref);
      if (!service) continue;
      const { deployment: _gone, deploymentUnread: _, ...rest } = service;
      putPart(lists, step, rest, since);
      continue;
    }
    const list = lists.of(ref.scope, ref.kind);
    const before = list.entries.get(ref.id);
    if (before && before.since > since) continue;
    list.gone.set(ref.id, since);
    step.drop(list, ref.id);
  }
}

/** Puts a service in of which only the deployment was looked at. */
function putPart(lists: ResourceLists, step: ListStep, service: Service, since: number): void {
  const list = lists.of(service.scope, 'service');
  step.put(list, service, since, list.entries.get(service.id)?.whole);
}

function takeListing(
  lists: ResourceLists,
  step: ListStep,
  update: Exclude<InventoryUpdate, { readonly type: 'described' }>,
): void {
  const list = lists.of(update.scope, update.kind);
  const { waitingSince, ...status } = list.status;
  const { loading: _, failure, ...rest } = status;
  switch (update.type) {
    case 'begin':
      step.say(list, { ...status, loading: true });
      break;
    case 'unanswered':
      // Why it couldn't be read says more.
      if (!failure) step.say(list, { ...status, waitingSince: update.asked });
      break;
    case 'abandon':
      step.say(list, { ...status, loading: false });
      break;
    case 'page':
      if (waitingSince !== undefined) step.say(list, status);
      for (const resource of update.resources) putListed(list, step, resource, update.since);
      break;
    case 'end': {
      const { since, gaps, seen, clockOffset } = update;
      const whole = gaps.every(leavesListWhole);
      list.gapsSince = whole ? undefined : sameGaps(list.status.gaps, gaps) ? (list.gapsSince ?? since) : since;
      // A gap explains why a resource is missing, unless an earlier listing with the same gaps had it: then it is gone.
      const explained = (entry: ListEntry) => list.gapsSince !== undefined && entry.since < list.gapsSince;
      const cut = gaps.some(cutsList);
      for (const [id, entry] of list.entries) {
        if (!cut && !seen.has(id) && entry.since <= since && !explained(entry)) step.drop(list, id);
      }
      list.gone.clear();
      step.say(list, {
        loading: false,
        asOf: since,
        shownAsOf: update.shownAsOf ?? since,
        gaps,
        ...(clockOffset !== undefined && { clockOffset }),
      });
      break;
    }
    case 'fail':
      step.say(list, { ...rest, loading: false, failure: keepFirst(failure, update.failure) });
      break;
  }
}

/**
 * Puts a listed resource in. Where a service's deployment was looked at after this listing began, the deployment stays as that look saw it, and the
 * listing tells the rest of the service.
 */
function putListed(list: List, step: ListStep, resource: Resource, since: number): void {
  const before = list.entries.get(resource.id);
  if (
    before?.resource.kind === 'service' &&
    resource.kind === 'service' &&
    before.whole < since &&
    since < before.since
  )
    step.put(list, withLook(resource, before.resource), before.since, since);
  else step.put(list, keepDeployment(before?.resource, resource), since);
}

/** The listed service with the deployment of a later look (`looked`), or without a deployment that this look found gone. */
function withLook(listed: Service, looked: Service): Service {
  const { deployment: inFlight, deploymentUnread: _, ...rest } = listed;
  const { deployment } = looked;
  if (!deployment) return rest;
  const current = inFlight?.id ?? listed.currentDeploymentArn ?? deployment.id;
  const isOver = inFlight !== undefined || stateTraits('deployment', deployment.status).final;
  return current !== deployment.id && isOver ? listed : { ...rest, deployment };
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
  // What couldn't be read again is as old in this listing as in the one before. So is one that isn't in flight any more: the listing no longer
  // describes it, and where looks are denied nothing else says that it has ended.
  const endsUnseen = !stateTraits('deployment', status).final;
  const isOld = before.deploymentUnread === true || now.deploymentUnread === true || endsUnseen;
  const deployment = now.deploymentUnread === true ? before.deployment : withoutDraining(before.deployment);
  return { ...now, deployment, ...(isOld && { deploymentUnread: true }) };
}

/** Once a listing calls the service settled, the old tasks that the last look still counted are gone; nothing describes the deployment again. */
function withoutDraining(deployment: ServiceDeployment): ServiceDeployment {
  if (drainingTasks(deployment) === 0) return deployment;
  return { ...deployment, sources: deployment.sources.map((source) => ({ ...source, running: 0, pending: 0 })) };
}

function described({ deploymentUnread: _, ...service }: Service, deployment: ServiceDeployment): Service {
  return { ...service, deployment };
}
