import type { Elsewhere } from '../destination.ts';
import type { Outcome } from '../failure.ts';
import type { InstanceOperation } from '../operation.ts';
import type { Scope } from '../scope.ts';

/** What AWS said to a dry run. */
export interface DryRun {
  readonly allowed: boolean;
  /** In AWS's words; newer denials name the instance that the policy denies. */
  readonly message: string;
  /** Whose credentials asked, where that is known. */
  readonly account?: string;
  readonly elsewhere?: Elsewhere;
}

/** Asks AWS, or Halt's own simulator, whether something would be allowed; whom it isn't known of that they heed a dry run is not asked. The only sender of Halt's that needs no permit: it can send dry runs and nothing else. Never rejects. */
export interface AwsPermissions {
  /** A dry run of StopInstances for one instance. Changes nothing. For the person, who may be asked for an MFA code. */
  mayStopInstance(scope: Scope, id: string, signal: AbortSignal): Promise<Outcome<DryRun>>;
  /**
   * A dry run of StopInstances or StartInstances with the parameters of this operation, for all of the ids in one call, at a rate of its own. Changes nothing and asks nobody.
   * A denial is about the whole call: one that is denied is enough. A failure is everything that is neither a yes nor a denial.
   * AWS counts the instances of a stop, dry or not: it waits as long as less than `leaves` of that limit would be left.
   */
  dryRun(
    scope: Scope,
    operation: InstanceOperation,
    ids: readonly string[],
    signal: AbortSignal,
    leaves: number,
  ): Promise<Outcome<DryRun>>;
}
