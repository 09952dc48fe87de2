import type { Experiment } from '../resources/experiment.ts';
import type { Outcome } from '../failure.ts';
import type { SafetyLever } from '../resources/safetyLever.ts';
import type { Scope } from '../scope.ts';

export interface StopInstancesOptions {
  readonly hibernate: boolean;
  readonly force: boolean;
  readonly skipOsShutdown: boolean;
}

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
 * Each is one call of the API of the same name (the SDK may repeat it: all are idempotent).
 */
export interface AwsChanges {
  stopInstances(
    scope: Scope,
    ids: readonly string[],
    options: StopInstancesOptions,
  ): Promise<Outcome<Changed<readonly StateChange[]>>>;
  /** DryRun of StopInstances for one instance: true means that the permission is there. Changes nothing. */
  mayStopInstance(
    scope: Scope,
    id: string,
    options: StopInstancesOptions,
    signal: AbortSignal,
  ): Promise<Outcome<Changed<boolean>>>;
  startInstances(scope: Scope, ids: readonly string[]): Promise<Outcome<Changed<readonly StateChange[]>>>;
  stopDeployment(scope: Scope, arn: string, stopType: 'ROLLBACK' | 'ABORT'): Promise<Outcome<Changed<string>>>;
  continueDeployment(
    scope: Scope,
    arn: string,
    hookId: string,
    action: 'CONTINUE' | 'ROLLBACK',
  ): Promise<Outcome<Changed<string>>>;
  stopExperiment(scope: Scope, id: string): Promise<Outcome<Changed<Experiment>>>;
  setSafetyLever(
    scope: Scope,
    status: 'engaged' | 'disengaged',
    reason: string,
  ): Promise<Outcome<Changed<SafetyLever>>>;
}
