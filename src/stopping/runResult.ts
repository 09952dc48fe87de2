import type { Failure, FailureKind } from '../model/failure.ts';
import type { Operation } from '../model/operation.ts';
import type { PermitRefusal } from '../model/permit.ts';
import type { Tracked } from './follow/followed.ts';

/** What AWS answered for one target. */
export interface TargetAnswer {
  readonly tracked: Tracked;
  /** The previous and current state of StopInstances, the experiment's or lever's state as it came back. */
  readonly previous?: string;
  readonly current?: string;
  readonly requestId?: string;
  /** Why AWS didn't do it; with `mayHaveHappened` it is not known whether it did. */
  readonly failure?: Failure;
}

/** What came of one confirmed plan. `run` is the id that its lines in the audit log have in common. */
export interface RunResult {
  readonly run: string;
  readonly operation: Operation;
  /** One per target that was confirmed, in the plan's order. */
  readonly answers: readonly TargetAnswer[];
}

/**
 * Whether the time, a change of the guards or of the endpoints, an account that nobody told, credentials that nobody had or a network that wasn't there has kept it
 * from leaving, so that it can be confirmed again. What may have left before is not among it.
 */
export function isLeftUnsent({ kind, code, mayHaveHappened }: Failure): boolean {
  if (mayHaveHappened) return false;
  return kind === 'forbidden' ? code !== undefined && confirmedAgain.has(code) : neverLeft.has(kind);
}

/** A key that AWS doesn't know isn't among them: AWS has answered. */
const neverLeft: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'config-broken',
  'profile-unknown',
  'credentials-missing',
  'signin-expired',
  'mfa-needed',
  'credentials-expired',
  'unreachable',
  'timeout',
  'cut',
]);

const confirmedAgain: ReadonlySet<string> = new Set<PermitRefusal>([
  'permit-expired',
  'policy-changed',
  'account-unknown',
  'destination-changed',
]);

/** Whether it was the profile that kept AWS from it, and the plan had it through another profile of the account, which may be allowed to. */
export function isForAnotherProfile({ tracked, failure }: TargetAnswer): boolean {
  return (
    failure !== undefined && !failure.mayHaveHappened && ofProfile.has(failure.kind) && tracked.twins !== undefined
  );
}

/** AWS has answered the profile that it won't. What never left is sent again through the same one: {@link isLeftUnsent}. */
const ofProfile: ReadonlySet<FailureKind> = new Set<FailureKind>(['denied', 'credentials-wrong']);
