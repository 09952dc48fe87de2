import { waitingHook } from '../model/resources/deployment.ts';
import type { StoppableKind } from '../model/resources/resource.ts';
import type { DeploymentState, ExperimentState, InstanceState } from '../model/resources/states.ts';
import { type Stoppable, stateOf } from '../model/resources/target.ts';
import type { State, Appearance } from '../panel/protocol/page.ts';
import type { Words } from './words.ts';

const instance = {
  pending: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  'shutting-down': 'stopping',
  terminated: 'cancelled',
} as const satisfies Record<InstanceState, Appearance>;

const deployment = {
  PENDING: 'waiting',
  IN_PROGRESS: 'running',
  STOP_REQUESTED: 'stopping',
  ROLLBACK_REQUESTED: 'stopping',
  ROLLBACK_IN_PROGRESS: 'stopping',
  ROLLBACK_SUCCESSFUL: 'stopped',
  STOPPED: 'stopped',
  ROLLBACK_FAILED: 'failed',
  SUCCESSFUL: 'done',
} as const satisfies Record<DeploymentState, Appearance>;

const experiment = {
  pending: 'waiting',
  initiating: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<ExperimentState, Appearance>;

const action = { ...experiment, skipped: 'skipped' } as const satisfies Record<string, Appearance>;

/** Hooks, circuit breakers and alarms of deployments, and what else has a state in capitals. */
const monitors = {
  AWAITING_ACTION: 'waiting',
  IN_PROGRESS: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  TRIGGERED: 'failed',
  MONITORING: 'running',
  MONITORING_COMPLETE: 'done',
  DISABLED: 'skipped',
} as const satisfies Record<string, Appearance>;

const tables = { instance, deployment, experiment, action, monitor: monitors } satisfies Record<
  StoppableKind | 'action' | 'monitor',
  Readonly<Record<string, Appearance>>
>;

/** The state of something that can be stopped. Of a deployment that waits for a person at a pause hook: what AWS calls IN_PROGRESS stands still. */
export function targetState(target: Stoppable, l10n: Pick<Words, 't'>): State {
  if (target.kind !== 'deployment' || waitingHook(target) === undefined)
    return shownState(target.kind, stateOf(target));
  const stage = target.lifecycleStage;
  return { appearance: 'paused', label: stage === undefined ? l10n.t('paused') : l10n.t('paused at {0}', stage) };
}

/** A state by AWS's own name; of a target as a whole, see {@link targetState}. One that AWS added later appears as nothing that is known. */
export function shownState(kind: keyof typeof tables, state: string): State {
  const table: Readonly<Record<string, Appearance>> = tables[kind];
  return { appearance: Object.hasOwn(table, state) ? (table[state] ?? 'unknown') : 'unknown', label: state };
}
