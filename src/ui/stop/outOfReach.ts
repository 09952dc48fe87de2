import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { placesLacking } from '../../inventory/lack.ts';
import { knownOwner } from '../../inventory/oncePerAccount.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import type { Instance } from '../../model/resources/instance.ts';
import { type InstanceState, stateTraits } from '../../model/resources/states.ts';
import { stateOf } from '../../model/resources/target.ts';
import { type LackingPlace, type Scope, scopeKey } from '../../model/scope.ts';
import { isBeingStopped, plainStop, unfitFor } from '../../stopping/operation.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { OperationType } from '../../model/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';

/** A place, and the setting that forbids something there. */
interface ForbiddenPlace {
  readonly scope: Scope;
  readonly setting: GuardSetting;
}

/** The places and things that an emergency stop doesn't reach. */
export interface OutOfReach {
  /**
   * Places where a setting forbids stopping experiments and that no other profile of their account reaches. `active`: how many experiments are active
   * there, as far as that is known.
   */
  readonly forbidden: readonly (ForbiddenPlace & { readonly active: number | undefined })[];
  /**
   * Places that were not read completely through any profile that may stop there: more may be active. Places where stopping is forbidden may be among
   * them.
   */
  readonly unread: readonly LackingPlace[];
  /** Experiments in progress that can't be stopped although the settings allow it: their state isn't known, or AWS added it later. */
  readonly unstoppable: readonly Experiment[];
  /** Experiments that are stopping already, where the settings allow a stop. */
  readonly stopping: readonly Experiment[];
  /** Places whose safety lever couldn't be read and isn't offered, and that no other profile of their account offers. */
  readonly leverUnread: readonly Scope[];
  /** Places where a setting forbids engaging the lever, so that it isn't offered, and that no other profile of their account offers. */
  readonly leverForbidden: readonly ForbiddenPlace[];
}

/** `silent`: places that gave no answer when they were just asked for experiments. `silentLevers`: those that gave none for their levers. */
export function outOfReach(
  parts: {
    readonly inventory: Pick<Inventory, 'list' | 'status'>;
    readonly accounts: Pick<Accounts, 'failure' | 'of'>;
    readonly scopes: () => readonly Scope[];
    readonly guards: Pick<AskedGuards, 'forbidding'>;
  },
  silent: readonly Scope[],
  silentLevers: readonly Scope[],
): OutOfReach {
  const scopes = parts.scopes();
  const quiet = new Set(silentLevers.map(scopeKey));
  const unread = placesLacking(parts, { scopes, kind: 'experiment', silent });
  const isUnread = new Set(unread.map(scopeKey));
  const forbiddenTo = (type: OperationType): readonly ForbiddenPlace[] =>
    scopes.flatMap((scope) => {
      const setting = parts.guards.forbidding(scope, type);
      return setting === undefined ? [] : [{ scope, setting }];
    });
  const forbidden = forbiddenTo('stop-experiment');
  const isShut = new Set(forbidden.map(({ scope }) => scopeKey(scope)));
  /** The account and region of a place, which another profile may lead to as well; undefined where nobody knows whose it is. */
  const whereOf = ({ profile, region }: Scope): string | undefined => {
    const owner = knownOwner(parts.accounts, profile);
    return owner === undefined ? undefined : `${owner}/${region}`;
  };
  const open = scopes.filter((scope) => !isUnread.has(scopeKey(scope)) && !isShut.has(scopeKey(scope)));
  const unstoppable = new Map<string, Experiment>();
  const stopping = new Map<string, Experiment>();
  for (const scope of scopes.filter((one) => !isShut.has(scopeKey(one)))) {
    for (const one of parts.inventory.list(scope, 'experiment')) {
      // Profiles of one account list the same experiments.
      const those = isUnstoppable(one) ? unstoppable : isBeingStopped(one) ? stopping : undefined;
      those?.set(JSON.stringify([whereOf(scope) ?? scope, one.id]), one);
    }
  }
  const isLeverUnread = (scope: Scope): boolean =>
    parts.inventory.status(scope, 'lever').failure !== undefined || quiet.has(scopeKey(scope));
  const leverForbidden = forbiddenTo('engage-lever');
  const isLeverForbidden = new Set(leverForbidden.map(({ scope }) => scopeKey(scope)));
  const offering = scopes.filter((scope) => !isLeverForbidden.has(scopeKey(scope)) && !isLeverUnread(scope));
  const offered = new Set(offering.flatMap((scope) => whereOf(scope) ?? []));
  const reached = new Set(open.flatMap((scope) => whereOf(scope) ?? []));
  return {
    forbidden: forbidden
      .filter(({ scope }) => !reached.has(whereOf(scope) ?? ''))
      .map(({ scope, setting }) => ({
        scope,
        setting,
        active: isUnread.has(scopeKey(scope)) ? undefined : activeIn(parts, scope),
      })),
    unread: unread.filter((scope) => !reached.has(whereOf(scope) ?? '')),
    unstoppable: [...unstoppable.values()],
    stopping: [...stopping.values()],
    leverUnread: scopes.filter((scope) => isLeverUnread(scope) && !offered.has(whereOf(scope) ?? '')),
    leverForbidden: leverForbidden.filter(({ scope }) => !offered.has(whereOf(scope) ?? '')),
  };
}

function activeIn({ inventory }: { readonly inventory: Pick<Inventory, 'list'> }, scope: Scope): number {
  return inventory.list(scope, 'experiment').filter(({ state }) => !stateTraits('experiment', state).final).length;
}

/** States in which an instance comes to a stop by itself. */
const endsByItself: ReadonlySet<string> = new Set<InstanceState>(['stopping', 'shutting-down']);

/**
 * Whether it is in progress and a stop can't be asked for: because of its state, or because of what an instance is. False for an instance that is
 * already stopping.
 */
export function isUnstoppable(one: Experiment | ServiceDeployment | Instance): boolean {
  const { final, stoppable } = stateTraits(one.kind, stateOf(one));
  if (one.kind !== 'instance') return !final && !stoppable;
  return !final && !endsByItself.has(one.state) && unfitFor(plainStop.instance.type, one) !== undefined;
}
