import { cutOfHook, cutsOfAlarm, cutsOfBreaker, cutsOfCommands, earliest, endHook, runHook } from './cuts.ts';
import type { Course, Cut, HookRun } from './cuts.ts';
import { afterSuccess, planSteps } from './plan.ts';
import type { Load, Stage, Step, Traffic } from './plan.ts';
import { reasons } from './reasons.ts';

export const deploymentStatuses = [
  'PENDING',
  'SUCCESSFUL',
  'STOPPED',
  'STOP_REQUESTED',
  'IN_PROGRESS',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const;
export type Status = (typeof deploymentStatuses)[number];

/** A part of a deployment's course in which its status stays the same. Times in milliseconds since the epoch. */
export interface Phase {
  readonly status: Status;
  readonly reason: string | undefined;
  readonly stage: Stage | undefined;
  readonly start: number;
  /** Infinity when only a command can end it. */
  readonly end: number;
  readonly from: Load;
  readonly to: Load;
  readonly traffic: Traffic;
}

/** The whole course of a deployment, past and future, as it stands after the commands given so far. Times in milliseconds since the epoch. */
export interface Timeline {
  readonly phases: readonly Phase[];
  readonly hooks: readonly HookRun[];
  readonly startedAt: number;
  /** When its tasks began to fail, for a failing one. */
  readonly failingFrom: number | undefined;
  readonly cut: Cut | undefined;
  /** When ROLLBACK_IN_PROGRESS begins. */
  readonly rollbackAt: number | undefined;
  /** Infinity while nothing will end it. */
  readonly finishedAt: number;
}

const SECOND = 1000;

/**
 * Works out a deployment's whole course. It is a pure function of the course and its commands, so that what a caller
 * sees at a given time doesn't depend on when anybody looked before.
 */
export function timelineOf(course: Course): Timeline {
  const { options } = course;
  const pace = options.pace ?? 1;
  const phases: Phase[] = [];
  const hooks: HookRun[] = [];
  const startedAt = Math.max(course.createdAt + 8 * SECOND * pace, course.pendingUntil + SECOND);
  let failingFrom: number | undefined;
  let start = course.createdAt;
  let load: Load = { target: 0, source: course.sources > 0 ? 1 : 0 };

  const pending: Step = {
    stage: undefined,
    milliseconds: startedAt - start,
    load,
    traffic: { production: 0, test: 0 },
    hooks: [],
  };
  const steps = [pending, ...planSteps(options, course.desired, course.sources > 1)];

  for (const [index, step] of steps.entries()) {
    const runs = step.hooks.map((hook) => runHook(hook, start, course));
    hooks.push(...runs);
    const scales = step.stage === 'SCALE_UP';
    const stuck = options.failing === true && scales;
    if (stuck) failingFrom = start;
    const end = stuck
      ? Number.POSITIVE_INFINITY
      : runs.length > 0
        ? Math.max(...runs.map((run) => run.end))
        : start + step.milliseconds;
    const cut = earliest([
      ...runs.filter((run) => run.action === 'ROLLBACK').map(cutOfHook),
      ...cutsOfCommands(course, start, end),
      ...cutsOfAlarm(course, startedAt, start, end),
      ...(stuck ? cutsOfBreaker(course, start) : []),
    ]);
    const phase: Phase = {
      status: index === 0 ? 'PENDING' : 'IN_PROGRESS',
      reason: undefined,
      stage: step.stage,
      start,
      end: cut?.at ?? end,
      from: load,
      to: stuck ? load : { target: step.load.target, source: course.sources > 0 ? step.load.source : 0 },
      traffic: step.traffic,
    };
    phases.push(phase);
    if (cut !== undefined) {
      const reached = cutShort(phase, end);
      return {
        ...close(course, phases, cut, reached),
        hooks: hooks.map((run) => endHook(run, cut.at)),
        startedAt,
        failingFrom,
      };
    }
    if (end === Number.POSITIVE_INFINITY) {
      return { phases, hooks, startedAt, failingFrom, cut: undefined, rollbackAt: undefined, finishedAt: end };
    }
    start = end;
    load = phase.to;
  }

  phases.push(...successful(options, start, load, phases.at(-1)?.stage));
  return { phases, hooks, startedAt, failingFrom, cut: undefined, rollbackAt: undefined, finishedAt: start };
}

/** Success; after an early one tasks still come and go for a while. */
function successful(
  options: Course['options'],
  start: number,
  reached: Load,
  stage: Stage | undefined,
): readonly Phase[] {
  const phase = { status: 'SUCCESSFUL', reason: undefined, traffic: { production: 100, test: 100 } } as const;
  const settled = start + afterSuccess(options);
  const whole = settled > start ? { target: 1, source: 0 } : reached;
  const last: Phase = { ...phase, stage, start: settled, end: Number.POSITIVE_INFINITY, from: whole, to: whole };
  return settled > start ? [{ ...phase, stage, start, end: settled, from: reached, to: whole }, last] : [last];
}

/** The phase in which `at` falls; the first one for a time before the creation. */
export function phaseAt(timeline: Timeline, at: number): Phase {
  const [first] = timeline.phases;
  const found = timeline.phases.findLast((phase) => phase.start <= at) ?? first;
  if (found === undefined) throw new Error('A timeline has at least one phase.');
  return found;
}

/** The load at a time within the phase, moving evenly. */
export function loadAt(phase: Phase, at: number): Load {
  if (phase.end === Number.POSITIVE_INFINITY || phase.end <= phase.start) return phase.to;
  const share = Math.min(Math.max((at - phase.start) / (phase.end - phase.start), 0), 1);
  const mix = (from: number, to: number): number => from + (to - from) * share;
  return { target: mix(phase.from.target, phase.to.target), source: mix(phase.from.source, phase.to.source) };
}

/** A phase that was to end at `plannedEnd` stops moving at its real end; returns where it got to, and ends it there. */
function cutShort(phase: Phase, plannedEnd: number): Load {
  return loadAt({ ...phase, end: plannedEnd }, phase.end);
}

/** After a cut: the phases from the request to the final state. */
function close(
  course: Course,
  before: Phase[],
  cut: Cut,
  reached: Load,
): Pick<Timeline, 'phases' | 'cut' | 'rollbackAt' | 'finishedAt'> {
  const pace = course.options.pace ?? 1;
  const interrupted = before.at(-1);
  const phases = before.slice(0, -1);
  if (interrupted !== undefined) phases.push({ ...interrupted, to: reached });
  const stage = interrupted?.stage;
  const traffic = interrupted?.traffic ?? { production: 0, test: 0 };
  const none: Traffic = { production: 0, test: 0 };
  let start = cut.at;
  let from = reached;
  const add = (
    status: Status,
    reason: string,
    shown: Stage | undefined,
    duration: number,
    to: Load,
    sent: Traffic,
  ): void => {
    phases.push({ status, reason, stage: shown, start, end: start + duration, from, to, traffic: sent });
    start += duration;
    from = to;
  };
  const final = (status: Status, reason: string, to: Load, sent: Traffic): number => {
    const finishedAt = start;
    add(status, reason, phases.at(-1)?.stage, Number.POSITIVE_INFINITY, to, sent);
    return finishedAt;
  };

  if (!cut.rollback || course.sources === 0) {
    const reason = cut.rollback ? reasons.noCandidate : cut.reason;
    const to = course.sources === 0 && cut.cause !== 'supersede' ? { target: 0, source: 0 } : reached;
    add('STOP_REQUESTED', cut.reason, stage, 20 * SECOND * pace, to, traffic);
    return { phases, cut, rollbackAt: undefined, finishedAt: final('STOPPED', reason, to, traffic) };
  }

  if (cut.cause === 'user') add('ROLLBACK_REQUESTED', cut.reason, stage, 6 * SECOND * pace, reached, traffic);
  const rollbackAt = start;
  if (traffic.production > 0) {
    add('ROLLBACK_IN_PROGRESS', cut.reason, 'PRODUCTION_TRAFFIC_SHIFT', 15 * SECOND * pace, reached, none);
  }
  const duration = (30 + 120 * Math.max(reached.target, 1 - reached.source)) * SECOND * pace;
  if (course.options.failRollback === true) {
    const to = { target: reached.target, source: (1 + reached.source) / 2 };
    add('ROLLBACK_IN_PROGRESS', cut.reason, 'SCALE_UP', 2 * duration, to, none);
    return { phases, cut, rollbackAt, finishedAt: final('ROLLBACK_FAILED', reasons.rollbackFailed, to, none) };
  }
  const to = { target: 0, source: 1 };
  add('ROLLBACK_IN_PROGRESS', cut.reason, 'CLEAN_UP', duration, to, none);
  return { phases, cut, rollbackAt, finishedAt: final('ROLLBACK_SUCCESSFUL', cut.reason, to, none) };
}
