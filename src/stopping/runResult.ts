import type { Failure, FailureKind } from '../model/failure.ts';
import type { Operation } from '../model/operation.ts';
import type { PermitRefusal } from '../model/permit.ts';
import type { Tracked } from './follow/followed.ts';

/** What AWS answered for one target. */
export interface TargetAnswer {
  readonly tracked: Tracked;
  /** The state before and after as AWS's answer gives them: both for instances, `current` alone for an experiment or a lever, none for a deployment. */
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
 * Whether the request never left this machine, so that it can be confirmed again: the permit had run out, guards or endpoints had changed, the
 * account or the credentials weren't known, or there was no network. False for what may have left.
 */
export function isLeftUnsent({ kind, code, mayHaveHappened }: Failure): boolean {
  if (mayHaveHappened) return false;
  return kind === 'forbidden' ? code !== undefined && confirmedAgain.has(code) : neverLeft.has(kind);
}

/** The failures that happen before a request leaves. Credentials that AWS doesn't know aren't among them, for then AWS has answered. */
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

/** Why a permit is refused that a new confirmation would make good. */
const confirmedAgain: ReadonlySet<string> = new Set<PermitRefusal>([
  'permit-expired',
  'policy-changed',
  'account-unknown',
  'destination-changed',
]);

/**
 * Whether another profile might be allowed what this one was not: AWS refused it for the profile's sake, and the plan knew the thing through another
 * profile of the account.
 */
export function isForAnotherProfile({ tracked, failure }: TargetAnswer): boolean {
  return (
    failure !== undefined && !failure.mayHaveHappened && ofProfile.has(failure.kind) && tracked.twins !== undefined
  );
}

/** The failures by which AWS refuses the profile itself. What never left is sent again through the same profile: {@link isLeftUnsent}. */
const ofProfile: ReadonlySet<FailureKind> = new Set<FailureKind>(['denied', 'credentials-wrong']);
