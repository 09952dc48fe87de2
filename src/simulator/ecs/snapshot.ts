import { failureInterval } from './cuts.ts';
import type { HookRun } from './cuts.ts';
import { breakerThreshold } from './plan.ts';
import type { Load, Stage, Traffic } from './plan.ts';
import type { Deployment } from './state.ts';
import { loadAt, phaseAt } from './timeline.ts';
import type { Phase, Status, Timeline } from './timeline.ts';

/** The tasks of one revision of a deployment. */
export interface TaskCounts {
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
}

/** A deployment as it is at one moment. Times in milliseconds since the epoch. */
export interface Snapshot {
  readonly status: Status;
  readonly reason: string | undefined;
  readonly stage: Stage | undefined;
  readonly target: TaskCounts;
  readonly source: TaskCounts;
  readonly traffic: Traffic;
  readonly startedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly updatedAt: number;
  readonly rollback: { readonly reason: string; readonly startedAt: number } | undefined;
  readonly failedTasks: number;
  readonly hooks: readonly HookRun[];
}

/** While tasks move, `updatedAt` moves in steps of this many milliseconds. */
const MOVE = 15_000;

const final: ReadonlySet<Status> = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']);

/** Whether ECS changes it no more by itself. */
export function isFinal(status: Status): boolean {
  return final.has(status);
}

/** Depends on the three arguments alone. `now`: milliseconds since the epoch. */
export function snapshotOf(deployment: Deployment, timeline: Timeline, now: number): Snapshot {
  const phase = phaseAt(timeline, now);
  const { cut } = timeline;
  const done = isFinal(phase.status);
  const load = loadAt(phase, now);
  const stopped =
    cut !== undefined && cut.at <= now && (cut.cause === 'user' || !cut.rollback || phase.status === 'STOPPED');
  const failedTasks = failures(deployment, timeline, now);
  return {
    status: phase.status,
    reason: phase.reason,
    stage: phase.stage,
    ...counts(deployment, timeline, phase.status, load, now),
    traffic: phase.traffic,
    startedAt: now >= timeline.startedAt && timeline.startedAt <= (cut?.at ?? now) ? timeline.startedAt : undefined,
    stoppedAt: stopped ? cut.at : undefined,
    finishedAt: done ? timeline.finishedAt : undefined,
    updatedAt: changedAt(deployment, timeline, phase, failedTasks, now),
    rollback:
      cut !== undefined && timeline.rollbackAt !== undefined && timeline.rollbackAt <= now
        ? { reason: cut.reason, startedAt: timeline.rollbackAt }
        : undefined,
    failedTasks,
    hooks: timeline.hooks.filter((run) => run.start <= now),
  };
}

/** The latest of what happened to it: the phase's beginning, a task that moved, a task that failed. */
function changedAt(deployment: Deployment, timeline: Timeline, phase: Phase, failedTasks: number, now: number): number {
  const { from, to, start, status } = phase;
  if (isFinal(status)) return start;
  const failedAt =
    failedTasks === 0 ? start : (timeline.failingFrom ?? start) + failedTasks * failureInterval(deployment.options);
  const moves = from.target !== to.target || from.source !== to.source;
  return Math.max(failedAt, start, moves ? start + Math.floor((now - start) / MOVE) * MOVE : start);
}

function counts(
  deployment: Deployment,
  timeline: Timeline,
  status: Status,
  load: Load,
  now: number,
): { readonly target: TaskCounts; readonly source: TaskCounts } {
  const { desired } = deployment;
  const scaling = timeline.phases.find((phase) => phase.stage === 'SCALE_UP' && phase.status === 'IN_PROGRESS');
  const asked = scaling !== undefined && scaling.start <= now;
  const leaving = status === 'ROLLBACK_IN_PROGRESS' || status === 'ROLLBACK_SUCCESSFUL' || status === 'STOPPED';
  const targetRunning = Math.floor(load.target * desired + 1e-9);
  const targetRequested = !asked ? 0 : leaving ? targetRunning : desired;
  const sourceRunning = deployment.sources.length === 0 ? 0 : Math.ceil(load.source * desired - 1e-9);
  const sourceRequested = status.startsWith('ROLLBACK_') && status !== 'ROLLBACK_REQUESTED' ? desired : sourceRunning;
  return {
    target: tasks(targetRequested, targetRunning, isFinal(status) && status !== 'SUCCESSFUL' ? 0 : desired),
    source: tasks(deployment.sources.length === 0 ? 0 : sourceRequested, sourceRunning, isFinal(status) ? 0 : desired),
  };
}

/** ECS starts tasks in batches: about a quarter of those that are `starting` is pending at a time. */
function tasks(requested: number, running: number, starting: number): TaskCounts {
  return { requested, running, pending: Math.min(Math.max(requested - running, 0), Math.ceil(starting / 4)) };
}

function failures(deployment: Deployment, timeline: Timeline, now: number): number {
  if (timeline.failingFrom === undefined) return 0;
  const until = Math.min(now, timeline.cut?.at ?? now);
  const count = Math.floor((until - timeline.failingFrom) / failureInterval(deployment.options) + 1e-9);
  const most = timeline.cut?.cause === 'breaker' ? breakerThreshold(deployment.options, deployment.desired) : count;
  return Math.max(0, Math.min(count, most));
}
