import type { Moment } from '../base/deadline.ts';
import type { Destination } from './destination.ts';
import type { Fact } from './fact.ts';
import type { Operation } from './operation.ts';
import type { Scope } from './scope.ts';

declare const permitted: unique symbol;

/** One thing that may be changed. */
export interface PermittedTarget {
  readonly id: string;
  /** The pause hook that is answered, where the operation answers one. */
  readonly hookId?: string;
}

/**
 * What a person confirmed, for one profile and region. What changes AWS takes one and nothing less; it is compared with what is about to leave on
 * every attempt, by the thread that owns the socket. `stopping/confirmation.ts` makes it, from the person's own answer, and nothing else does.
 * Plain data: the brand is there for the compiler alone.
 */
export interface Permit {
  readonly [permitted]: true;
  /** The plan's. */
  readonly plan: string;
  readonly operation: Operation;
  readonly scope: Scope;
  /** Where it was confirmed: 12 digits. */
  readonly account: string;
  /** The account's alias as the plan read it: a guard can be a pattern for it. */
  readonly alias: Fact<string>;
  /** Where the plan's credentials were sent: AWS, a configured endpoint, or the simulated AWS. */
  readonly destination: Destination;
  readonly targets: readonly PermittedTarget[];
  /** {@link versionOf} the guards under which the person was asked. */
  readonly policyVersion: string;
  readonly confirmed: Moment;
}

/** How long a confirmation holds, in milliseconds. What has not left by then has to be confirmed again. */
export const PERMIT_LIFE = 2 * 60_000;

/** Why a change did not leave although somebody had confirmed one. */
export type PermitRefusal =
  /** The confirmation's time is over: {@link PERMIT_LIFE}. */
  | 'permit-expired'
  /** The guards are no longer those under which the person was asked. */
  | 'policy-changed'
  /** Nobody could tell in which account the credentials act. */
  | 'account-unknown'
  /** Who told it answers for another place than the request would go to: STS is somebody else's endpoint, and the service is AWS's own. */
  | 'account-elsewhere'
  /** They act in another account than the one that was confirmed. */
  | 'account-changed'
  /** The requests would go to other endpoints than those of the plan. */
  | 'destination-changed'
  /** Another operation, or another target, than what was confirmed. */
  | 'not-permitted';
