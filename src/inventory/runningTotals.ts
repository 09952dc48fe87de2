import type { Release } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Experiment } from '../model/resources/experiment.ts';
import { refKey, type Resource } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { stateTraits } from '../model/resources/states.ts';
import { knowledgeOf, type Lack, lackOf, lackOfAll } from './lack.ts';
import { leavesListWhole } from './listStatus.ts';
import type { Accounts } from './accounts.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryChange } from './resourceLists.ts';

/** Why something can't be read, and where. */
interface PlacedFailure {
  readonly failure: Failure;
  readonly place: { readonly profile: string; readonly region?: string };
}

/** What the status bar counts over all scopes, kept as it changes: asking costs the same however many scopes there are. */
export interface RunningTotals {
  /** Experiments that are not over. */
  readonly experiments: () => ReadonlyMap<string, Experiment>;
  /** Levers that are not disengaged. */
  readonly levers: () => ReadonlyMap<string, SafetyLever>;
  /** Why more experiments may run; undefined where all scopes' were read, and whole. */
  readonly lack: () => Lack | undefined;
  /** Whether some scope's lever can't be read: it may be engaged. */
  readonly hidesLever: () => boolean;
  /** One reason why some scope's experiments, or some profile's account, can't be read; undefined where all can. */
  readonly failure: () => PlacedFailure | undefined;
  /** Counts for these scopes from now on. The same array again costs nothing. */
  choose(scopes: readonly Scope[]): void;
  dispose: Release;
}

export function createRunningTotals(
  inventory: Pick<Inventory, 'list' | 'status' | 'onDidChange'>,
  accounts: Pick<Accounts, 'failure' | 'onDidChange'>,
): RunningTotals {
  let chosen: readonly Scope[] = [];
  let keys = new Set<string>();
  let profiles = new Set<string>();
  const experiments = new Map<string, Experiment>();
  const levers = new Map<string, SafetyLever>();
  const lacking = new Map<string, Lack>();
  const hiddenLevers = new Set<string>();
  const failing = new Map<string, PlacedFailure>();
  const failingProfiles = new Map<string, PlacedFailure>();

  const put = (resource: Resource): void => {
    if (resource.kind === 'experiment') {
      if (stateTraits('experiment', resource.state).final) experiments.delete(refKey(resource));
      else experiments.set(refKey(resource), resource);
    } else if (resource.kind === 'lever') {
      if (resource.status === 'disengaged') levers.delete(refKey(resource));
      else levers.set(refKey(resource), resource);
    }
  };
  const readStatus = (scope: Scope): void => {
    const key = scopeKey(scope);
    const status = inventory.status(scope, 'experiment');
    const lack = lackOf(knowledgeOf(status));
    if (lack === undefined) lacking.delete(key);
    else lacking.set(key, lack);
    const failure =
      status.failure ?? (lack === 'unread' ? status.gaps.find((gap) => !leavesListWhole(gap)) : undefined);
    if (failure) failing.set(key, { failure, place: scope });
    else failing.delete(key);
    if (inventory.status(scope, 'lever').failure) hiddenLevers.add(key);
    else hiddenLevers.delete(key);
  };
  const readProfile = (profile: string): void => {
    const failure = accounts.failure(profile);
    if (failure) failingProfiles.set(profile, { failure, place: { profile } });
    else failingProfiles.delete(profile);
  };
  const isCounted = ({ kind }: { readonly kind: string }): boolean => kind === 'experiment' || kind === 'lever';
  const heed = ({ added, changed, removed, statuses }: InventoryChange): void => {
    for (const resource of [...added, ...changed]) {
      if (isCounted(resource) && keys.has(scopeKey(resource.scope))) put(resource);
    }
    for (const resource of removed) {
      if (resource.kind === 'experiment') experiments.delete(refKey(resource));
      else if (resource.kind === 'lever') levers.delete(refKey(resource));
    }
    for (const status of statuses) if (isCounted(status) && keys.has(scopeKey(status.scope))) readStatus(status.scope);
  };
  const stops = [
    inventory.onDidChange(heed),
    accounts.onDidChange((changed) => {
      for (const profile of changed) if (profiles.has(profile)) readProfile(profile);
    }),
  ];

  return {
    experiments: () => experiments,
    levers: () => levers,
    lack: () => (failingProfiles.size > 0 ? 'unread' : lackOfAll(lacking.values())),
    hidesLever: () => hiddenLevers.size > 0,
    failure: () => {
      for (const failure of failing.values()) return failure;
      for (const failure of failingProfiles.values()) return failure;
      return undefined;
    },
    choose(scopes) {
      if (scopes === chosen) return;
      chosen = scopes;
      keys = new Set(scopes.map(scopeKey));
      profiles = new Set(scopes.map(({ profile }) => profile));
      for (const kept of [experiments, levers, lacking, hiddenLevers, failing, failingProfiles]) kept.clear();
      for (const scope of scopes) {
        readStatus(scope);
        for (const kind of ['experiment', 'lever'] as const) inventory.list(scope, kind).forEach(put);
      }
      profiles.forEach(readProfile);
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}
