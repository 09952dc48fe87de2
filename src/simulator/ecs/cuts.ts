import { breakerThreshold } from './plan.ts';
import type { DeploymentOptions, HookAction, PlannedHook } from './plan.ts';
import { alarmReason, breakerReason, hookReason, reasons } from './reasons.ts';

/** What was asked of a deployment, in order of time (milliseconds since the epoch). */
export type Command =
  | { readonly kind: 'rollback' | 'abort' | 'supersede'; readonly at: number }
  | { readonly kind: 'alarm'; readonly at: number; readonly name: string }
  | { readonly kind: 'continue'; readonly at: number; readonly hookId: string; readonly action: HookAction };

/** Everything that decides how a deployment goes. Times in milliseconds since the epoch. */
export interface Course {
  readonly hookId: (key: string) => string;
  readonly createdAt: number;
  /** A deployment that supersedes another one waits for its end. */
  readonly pendingUntil: number;
  readonly desired: number;
  readonly options: DeploymentOptions;
  /** How many revisions run before it: none for a first deployment. */
  readonly sources: number;
  readonly commands: readonly Command[];
}

/** A hook's stay, times in milliseconds since the epoch: `end` is when it is answered, done, or timed out. */
export interface HookRun {
  readonly id: string;
  readonly hook: PlannedHook;
  readonly start: number;
  readonly expiresAt: number;
  readonly end: number;
  readonly outcome: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  readonly action: HookAction;
}

type Cause = 'user' | 'hook' | 'breaker' | 'alarm' | 'abort' | 'supersede';

/** What takes a deployment off its way to success. `at`: when, in milliseconds since the epoch. */
export interface Cut {
  readonly at: number;
  readonly cause: Cause;
  readonly rollback: boolean;
  readonly reason: string;
  /** The alarm's name, for that cause. */
  readonly alarm?: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LAMBDA_RUN = 30 * SECOND;

/** Milliseconds between two failing tasks: a minute at the usual pace. */
export function failureInterval(options: DeploymentOptions): number {
  return MINUTE * (options.pace ?? 1);
}

/** How a hook that is reached at `start` goes, with the answers given so far. */
export function runHook(hook: PlannedHook, start: number, course: Course): HookRun {
  const id = course.hookId(hook.key);
  const action = hook.options.timeoutAction ?? 'ROLLBACK';
  const expiresAt = start + (hook.options.timeoutMinutes ?? 1440) * MINUTE;
  const run = { id, hook, start, expiresAt };
  if (hook.options.type === 'AWS_LAMBDA') {
    const failed = hook.options.fails === true;
    return {
      ...run,
      end: Math.min(start + LAMBDA_RUN, expiresAt),
      outcome: failed ? 'FAILED' : 'SUCCEEDED',
      action: failed ? 'ROLLBACK' : 'CONTINUE',
    };
  }
  const answer = course.commands.find(
    (command) => command.kind === 'continue' && command.hookId === id && command.at >= start && command.at < expiresAt,
  );
  if (answer?.kind === 'continue') {
    const outcome = answer.action === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED';
    return { ...run, end: answer.at, outcome, action: answer.action };
  }
  return { ...run, end: expiresAt, outcome: 'TIMED_OUT', action };
}

/** A hook that was still open when its deployment was stopped has failed then. */
export function endHook(run: HookRun, at: number): HookRun {
  return run.end <= at ? run : { ...run, end: at, outcome: 'FAILED' };
}

/** For a run whose action is ROLLBACK. */
export function cutOfHook(run: HookRun): Cut {
  const cause = run.hook.options.type === 'PAUSE' && run.outcome === 'FAILED' ? 'user' : 'hook';
  return { at: run.end, cause, rollback: true, reason: hookReason(run.hook, run.outcome) };
}

/** What persons, newer deployments and ringing alarms do to it from `start` until just before `end`. */
export function cutsOfCommands(course: Course, start: number, end: number): readonly Cut[] {
  return course.commands.flatMap((command): readonly Cut[] => {
    if (command.at < start || command.at >= end) return [];
    switch (command.kind) {
      case 'rollback':
        return [{ at: command.at, cause: 'user', rollback: true, reason: reasons.userRollback }];
      case 'abort':
        return [{ at: command.at, cause: 'abort', rollback: false, reason: reasons.userStop }];
      case 'supersede':
        return [{ at: command.at, cause: 'supersede', rollback: false, reason: reasons.superseded }];
      case 'alarm':
        return course.options.alarms === undefined
          ? []
          : [alarmCut(command.at, command.name, course.options.alarms.rollback)];
      case 'continue':
        return [];
      default:
        return [];
    }
  });
}

/** The alarm that its options let go off, when that is from `start` until just before `end`. */
export function cutsOfAlarm(course: Course, startedAt: number, start: number, end: number): readonly Cut[] {
  const { alarms, alarmAfterSeconds } = course.options;
  const name = alarms?.names[0];
  if (alarms === undefined || name === undefined || alarmAfterSeconds === undefined) return [];
  const at = startedAt + alarmAfterSeconds * SECOND;
  return at >= start && at < end ? [alarmCut(at, name, alarms.rollback)] : [];
}

function alarmCut(at: number, name: string, rollback: boolean): Cut {
  return { at, cause: 'alarm', rollback, reason: alarmReason(name, rollback), alarm: name };
}

/** Its circuit breaker's trip, when it has one and its tasks fail from `failingFrom` on. */
export function cutsOfBreaker(course: Course, failingFrom: number): readonly Cut[] {
  const breaker = course.options.circuitBreaker;
  if (breaker === undefined) return [];
  const threshold = breakerThreshold(course.options, course.desired);
  const at = failingFrom + threshold * failureInterval(course.options);
  return [{ at, cause: 'breaker', rollback: breaker.rollback, reason: breakerReason(breaker.rollback) }];
}

/** Of two at one moment the one that comes first in the list. */
export function earliest(cuts: readonly Cut[]): Cut | undefined {
  return cuts.reduce<Cut | undefined>(
    (first, cut) => (first === undefined || cut.at < first.at ? cut : first),
    undefined,
  );
}
