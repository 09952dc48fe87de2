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
import { plainStop, unfitFor } from '../../stopping/operation.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { OperationType } from '../../model/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';

/** A place, and the setting that forbids something there. */
interface ForbiddenPlace {
  readonly scope: Scope;
  readonly setting: GuardSetting;
}

/** Where an emergency stop doesn't reach. */
export interface OutOfReach {
  /** A setting forbids stopping experiments there, and no other profile of its account reaches it; with the number of experiments that are active there all the same, where it is known. */
  readonly forbidden: readonly (ForbiddenPlace & { readonly active: number | undefined })[];
  /** Not everything there was read, through no profile of its account that may stop it: more may be active. Those where stopping is forbidden may be among them. */
  readonly unread: readonly LackingPlace[];
  /** In progress where stopping is allowed, in a state that AWS added later or didn't tell, in which no stop can be asked for. */
  readonly unstoppable: readonly Experiment[];
  /** The safety lever couldn't be read there, so that it isn't offered, and no other profile of its account offers it. */
  readonly leverUnread: readonly Scope[];
  /** A setting forbids engaging the safety lever there, so that it isn't offered, and no other profile of its account offers it. */
  readonly leverForbidden: readonly ForbiddenPlace[];
}

/** `silent`: the places that gave no answer when they were asked for experiments just now; `silentLevers`: when they were asked for their safety levers. */
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
  for (const scope of scopes.filter((one) => !isShut.has(scopeKey(one)))) {
    for (const one of parts.inventory.list(scope, 'experiment')) {
      // Two profiles of an account have the same ones.
      if (isUnstoppable(one)) unstoppable.set(JSON.stringify([whereOf(scope) ?? scope, one.id]), one);
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
    leverUnread: scopes.filter((scope) => isLeverUnread(scope) && !offered.has(whereOf(scope) ?? '')),
    leverForbidden: leverForbidden.filter(({ scope }) => !offered.has(whereOf(scope) ?? '')),
  };
}

function activeIn({ inventory }: { readonly inventory: Pick<Inventory, 'list'> }, scope: Scope): number {
  return inventory.list(scope, 'experiment').filter(({ state }) => !stateTraits('experiment', state).final).length;
}

/** Instances in these come to rest by themselves. */
const endsByItself: ReadonlySet<string> = new Set<InstanceState>(['stopping', 'shutting-down']);

/** Whether it isn't over, nor an instance that is about to be, and AWS isn't known to accept a stop: by its state, or by what an instance is. */
export function isUnstoppable(one: Experiment | ServiceDeployment | Instance): boolean {
  const { final, stoppable } = stateTraits(one.kind, stateOf(one));
  if (one.kind !== 'instance') return !final && !stoppable;
  return !final && !endsByItself.has(one.state) && unfitFor(plainStop.instance.type, one) !== undefined;
}
