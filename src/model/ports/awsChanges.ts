import type { Experiment } from '../resources/experiment.ts';
import type { Outcome } from '../failure.ts';
import type { Permit } from '../permit.ts';
import type { SafetyLever } from '../resources/safetyLever.ts';

/** One member of StopInstances' or StartInstances' answer. States by the low byte of their code. */
export interface StateChange {
  readonly id: string;
  readonly previous: string;
  readonly current: string;
}

/** What a call that changes something answers: AWS's answer with the request id, or why not. */
export interface Changed<T> {
  readonly value: T;
  readonly requestId?: string;
}

/**
 * Everything that Halt can change in AWS. Implemented in one file of `src/aws`; given to `src/stopping`'s runner alone. Never rejects.
 *
 * Each is one call of the API of the same name, under a permit that says all of it: the operation with its parameters, where, in which account and
 * on what. `ids` can only choose among the permit's targets. What the permit doesn't cover, or not any more, doesn't leave: a failure of kind
 * `forbidden`, with a code of `PermitRefusal`. The SDK may repeat a call whose answer was lost: `docs/flows/stop.md` says why each may be.
 */
export interface AwsChanges {
  /** For a permit to stop, to hibernate, to force or to skip the shutdown of the operating system. */
  stopInstances(permit: Permit, ids: readonly string[]): Promise<Outcome<Changed<readonly StateChange[]>>>;
  startInstances(permit: Permit, ids: readonly string[]): Promise<Outcome<Changed<readonly StateChange[]>>>;
  /** For a permit to roll back or to abort. */
  stopDeployment(permit: Permit, arn: string): Promise<Outcome<Changed<string>>>;
  continueDeployment(permit: Permit, arn: string): Promise<Outcome<Changed<string>>>;
  stopExperiment(permit: Permit, id: string): Promise<Outcome<Changed<Experiment>>>;
  setSafetyLever(permit: Permit): Promise<Outcome<Changed<SafetyLever>>>;
}
