import type { Failure, ReportOutcome } from './definition.ts';
import {
  failRun,
  nextChange,
  pendingRun,
  stepRun,
  stopRun,
  type ExperimentRun,
  type ExperimentSetup,
  type Transition,
} from './experimentRun.ts';

/**
 * One experiment: a state machine whose every change has its own simulated time, so that it goes the same way however
 * often it is looked at. `next` and `step` drive it; the rest are what others do to it at a given time.
 */
export interface Experiment extends Readonly<
  Omit<ExperimentRun, 'transitions' | 'interventions' | 'due' | 'ending' | 'hasRun'>
> {
  readonly transitions: readonly Transition[];
  /** When it changes next by itself, in milliseconds since the epoch. */
  next(): number | undefined;
  /** Applies the change at {@link next}. */
  step(): void;
  /** Stops an active experiment; one that is already stopping goes on as it is. */
  stop(at: number, reason: string): void;
  /** Fails an active experiment, in one action or as a whole. */
  fail(at: number, failure: Failure, action?: string): void;
  /** Decides how the report ends. Throws if there is none, or if it is final. */
  setReportOutcome(outcome: ReportOutcome): void;
}

/** Creates an experiment in `pending`. Throws an AwsError for an action that the catalogue doesn't have. */
export function createExperiment(setup: ExperimentSetup): Experiment {
  const run = pendingRun(setup);
  const { report } = run;
  return Object.assign(run, {
    next: () => nextChange(run),
    step: () => stepRun(run),
    stop: (at: number, reason: string) => stopRun(run, at, reason),
    fail: (at: number, failure: Failure, action?: string) => failRun(run, at, failure, action),
    setReportOutcome(outcome: ReportOutcome) {
      if (report === undefined || !/^(pending|running)$/.test(report.status)) {
        throw new Error(`Experiment ${setup.id} has no report that is still to come.`);
      }
      report.outcome = outcome;
    },
  });
}
