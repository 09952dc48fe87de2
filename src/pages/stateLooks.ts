import type { TargetKind } from '../model/resources/resource.ts';
import type { DeploymentState, ExperimentState, InstanceState } from '../model/resources/states.ts';
import type { State, StateLook } from '../panel/protocol/page.ts';
import type { Words } from './words.ts';

const instance = {
  pending: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  'shutting-down': 'stopping',
  terminated: 'cancelled',
} as const satisfies Record<InstanceState, StateLook>;

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
} as const satisfies Record<DeploymentState, StateLook>;

const experiment = {
  pending: 'waiting',
  initiating: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<ExperimentState, StateLook>;

const action = { ...experiment, skipped: 'skipped' } as const satisfies Record<string, StateLook>;

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
} as const satisfies Record<string, StateLook>;

const tables = { instance, deployment, experiment, action, monitor: monitors } satisfies Record<
  TargetKind | 'action' | 'monitor',
  Readonly<Record<string, StateLook>>
>;

/** A deployment that waits for a person at a pause hook: what AWS calls IN_PROGRESS stands still. */
export function pausedLook(stage: string | undefined, l10n: Words): State {
  return { look: 'paused', label: stage === undefined ? l10n.t('paused') : l10n.t('paused at {0}', stage) };
}

/** A state by AWS's own name. One that AWS added later looks like nothing that is known. */
export function stateLook(kind: keyof typeof tables, state: string): State {
  const table: Readonly<Record<string, StateLook>> = tables[kind];
  return { look: Object.hasOwn(table, state) ? (table[state] ?? 'unknown') : 'unknown', label: state };
}
