import type { Release } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Experiment } from '../model/resources/experiment.ts';
import { type ListKind, refKey, type Resource } from '../model/resources/resource.ts';
import { waitingHook } from '../model/resources/deployment.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import { isDeploymentUnread, isRollingOut, type Service } from '../model/resources/service.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { stateTraits } from '../model/resources/states.ts';
import { createLacks, knowledgeOf, type Lack, lackOf } from './lack.ts';
import type { WaitingPlace } from './coverage.ts';
import { leavesListWhole, type ListStatus } from './listStatus.ts';
import type { Accounts } from './accounts.ts';
import { leftAndJoined } from '../base/leftAndJoined.ts';
import type { Inventory } from './inventory.ts';
import { createOncePerAccount } from './oncePerAccount.ts';
import type { InventoryChange } from './resourceLists.ts';

/** Why something can't be read, and where. */
interface PlacedFailure {
  readonly failure: Failure;
  readonly place: { readonly profile: string; readonly region?: string };
}

/** The lists whose members are counted. */
type CountedKind = 'experiment' | 'service';

/**
 * What the status bar counts over all scopes. A thing that several profiles of one account see counts once. The counts are kept as they change, so
 * that asking costs the same however many scopes there are.
 */
export interface RunningTotals {
  /** Experiments that are not over. */
  readonly experiments: () => ReadonlyMap<string, Experiment>;
  /** One of these experiments, as each profile sees it that does. */
  readonly experimentAs: (one: Experiment) => readonly Experiment[];
  /** Levers that are not disengaged. */
  readonly levers: () => ReadonlyMap<string, SafetyLever>;
  /** Services with a deployment that rolls out or waits. */
  readonly deployments: () => ReadonlyMap<string, Service>;
  /** How many of these deployments wait at a pause hook. */
  readonly paused: () => number;
  /** Why more experiments may run, or more deployments be in progress; undefined where all scopes' lists were read, and whole. */
  readonly lack: (kind?: CountedKind) => Lack | undefined;
  /** Whether one of the deployments couldn't be described: it may be paused, too. */
  readonly hidesPause: () => boolean;
  /**
   * Why a lever may be engaged without being among {@link RunningTotals.levers}: some scope's lever can't be read, or hasn't been yet. Undefined where
   * all were.
   */
  readonly leverLack: () => Lack | undefined;
  /**
   * One reason why a scope's list of this kind, or a profile's account, can't be read. For experiments, the scope's lever counts, too. Undefined where
   * everything can be read.
   */
  readonly failure: (kind?: CountedKind) => PlacedFailure | undefined;
  /**
   * The places in which AWS hasn't answered for such a list: for its first listing, or for one that a person asked for. By their keys, in the order in which they became late. For experiments,
   * the place's lever counts, too.
   */
  readonly waiting: (kind?: CountedKind) => readonly ReadonlyMap<string, WaitingPlace>[];
  /** Counts over these scopes from now on. The same array again costs nothing. */
  choose(scopes: readonly Scope[]): void;
  dispose: Release;
}

const countedKinds = ['experiment', 'service', 'lever'] as const satisfies readonly ListKind[];
const isCounted = ({ kind }: { readonly kind: ListKind }): boolean => kind !== 'instance';

/** How far one kind's lists are known, by the keys of their scopes. */
function emptyReading() {
  const lacking = createLacks();
  const failing = new Map<string, PlacedFailure>();
  const waiting = new Map<string, WaitingPlace>();
  return {
    lacking,
    failing,
    waiting,
    read(scope: Scope, status: ListStatus): void {
      const key = scopeKey(scope);
      const lack = lackOf(knowledgeOf(status));
      lacking.put(key, lack);
      const failure =
        status.failure ?? (lack === 'unread' ? status.gaps.find((gap) => !leavesListWhole(gap)) : undefined);
      if (failure) failing.set(key, { failure, place: scope });
      else failing.delete(key);
      if (status.waitingSince === undefined) waiting.delete(key);
      else waiting.set(key, { scope, since: status.waitingSince });
    },
    forget(key: string): void {
      lacking.put(key, undefined);
      failing.delete(key);
      waiting.delete(key);
    },
    clear: () => [lacking, failing, waiting].forEach((kept) => kept.clear()),
  };
}

/** Counts nothing before {@link RunningTotals.choose}; listens to `inventory` and `accounts` until it is disposed. */
export function createRunningTotals(
  inventory: Pick<Inventory, 'list' | 'status' | 'places' | 'onDidChange'>,
  accounts: Pick<Accounts, 'of' | 'failure' | 'onDidChange'>,
): RunningTotals {
  let chosen: readonly Scope[] = [];
  const places = new Map<string, Scope>();
  const profiles = createFailingProfiles(accounts);
  const experiments = createOncePerAccount<Experiment>(accounts);
  const levers = createOncePerAccount<SafetyLever>(accounts);
  const deployments = createOncePerAccount<Service>(accounts);
  const paused = createOncePerAccount<Service>(accounts);
  const totals = [experiments, levers, deployments, paused];
  const undescribed = new Set<string>();
  const lists = { experiment: emptyReading(), service: emptyReading(), lever: emptyReading() };

  const put = (resource: Resource): void => {
    if (resource.kind === 'experiment') {
      if (stateTraits('experiment', resource.state).final) experiments.remove(resource);
      else experiments.put(resource);
    } else if (resource.kind === 'lever') {
      if (resource.state === 'disengaged') levers.remove(resource);
      else levers.put(resource);
    } else if (resource.kind === 'service') putService(resource);
  };
  const putService = (service: Service): void => {
    const key = refKey(service);
    const inProgress = isRollingOut(service);
    if (inProgress) deployments.put(service);
    else deployments.remove(service);
    if (inProgress && service.deployment && waitingHook(service.deployment)) paused.put(service);
    else paused.remove(service);
    if (inProgress && (!service.deployment || isDeploymentUnread(service))) undescribed.add(key);
    else undescribed.delete(key);
  };
  const remove = (resource: Resource): void => {
    for (const total of totals) total.remove(resource);
    undescribed.delete(refKey(resource));
  };
  const readStatus = (scope: Scope, kind: ListKind): void => {
    if (kind !== 'instance') lists[kind].read(scope, inventory.status(scope, kind));
  };
  const readPlace = (scope: Scope): void => {
    const key = scopeKey(scope);
    places.set(key, scope);
    const isHeardOf = inventory.places().has(key);
    for (const kind of countedKinds) {
      // When many places were just chosen, nothing has been heard of most of them: this spares asking for the status of each.
      if (!isHeardOf) {
        lists[kind].lacking.put(key, 'loading');
        continue;
      }
      readStatus(scope, kind);
      inventory.list(scope, kind).forEach(put);
    }
  };
  const leave = (scope: Scope): void => {
    const key = scopeKey(scope);
    places.delete(key);
    for (const kind of countedKinds) {
      inventory.list(scope, kind).forEach(remove);
      lists[kind].forget(key);
    }
  };
  const heed = ({ added, changed, removed, statuses }: InventoryChange): void => {
    for (const resource of [...added, ...changed]) {
      if (isCounted(resource) && places.has(scopeKey(resource.scope))) put(resource);
    }
    for (const resource of removed) if (isCounted(resource)) remove(resource);
    for (const { scope, kind } of statuses) if (places.has(scopeKey(scope))) readStatus(scope, kind);
  };
  const stops = [
    inventory.onDidChange(heed),
    accounts.onDidChange((changed) => {
      for (const profile of changed.filter((one) => profiles.has(one))) {
        profiles.read(profile);
        for (const total of totals) total.regroup(profile);
      }
    }),
  ];

  return {
    experiments: () => experiments.all,
    experimentAs: (one) => experiments.seenAs(one),
    levers: () => levers.all,
    deployments: () => deployments.all,
    paused: () => paused.all.size,
    lack: (kind = 'experiment') => (profiles.failing.size > 0 ? 'unread' : lists[kind].lacking.ofAll()),
    hidesPause: () => undescribed.size > 0,
    leverLack: () => lists.lever.lacking.ofAll(),
    failure: (kind = 'experiment') => {
      for (const failure of lists[kind].failing.values()) return failure;
      if (kind === 'experiment') for (const failure of lists.lever.failing.values()) return failure;
      for (const failure of profiles.failing.values()) return failure;
      return undefined;
    },
    waiting: (kind = 'experiment') =>
      (kind === 'experiment' ? (['experiment', 'lever'] as const) : [kind]).map((one) => lists[one].waiting),
    choose(scopes) {
      if (scopes === chosen) return;
      let { left, joined } = leftAndJoined(chosen, scopes);
      // When more places leave than are chosen now, counting the chosen ones anew takes less time than taking off those that leave.
      if (left.length > scopes.length) {
        for (const kept of [...totals, undescribed, places, profiles, ...Object.values(lists)]) kept.clear();
        [left, joined] = [[], scopes];
      }
      chosen = scopes;
      left.forEach(leave);
      joined.forEach(readPlace);
      profiles.change(left, joined);
    },
    dispose: () => stops.forEach((stop) => stop()),
  };
}

/** The profiles of the chosen places, and those whose account can't be read. */
function createFailingProfiles(accounts: Pick<Accounts, 'failure'>) {
  /** How many of the chosen places each profile has. */
  const counts = new Map<string, number>();
  const failing = new Map<string, PlacedFailure>();
  const read = (profile: string): void => {
    const failure = counts.has(profile) ? accounts.failure(profile) : undefined;
    if (failure) failing.set(profile, { failure, place: { profile } });
    else failing.delete(profile);
  };
  return {
    failing,
    has: (profile: string) => counts.has(profile),
    clear: () => [counts, failing].forEach((kept) => kept.clear()),
    read,
    change(left: readonly Scope[], joined: readonly Scope[]): void {
      const count = (profile: string, by: number): void => {
        const now = (counts.get(profile) ?? 0) + by;
        if (now === 0) counts.delete(profile);
        else counts.set(profile, now);
      };
      for (const { profile } of joined) count(profile, 1);
      for (const { profile } of left) count(profile, -1);
      new Set([...left, ...joined].map(({ profile }) => profile)).forEach(read);
    },
  };
}
