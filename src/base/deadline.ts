import type { Clock } from './clock.ts';
import type { Release } from './event.ts';

/** A moment as both clocks read it. Plain data. Only the thread that read it can compare it: each has its own zero for `elapsed`. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds that no setting of the wall clock moves. */
  readonly elapsed: number;
}

/** How far the wall clock may lag behind the other one before it counts as set back, in milliseconds: it is steered by a little all the time. */
export const STEERING = 250;

/** This instant, by both clocks. */
export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), elapsed: clock.elapsed() };
}

/**
 * Whether so many milliseconds have passed since then, by either clock: one stands still while a laptop sleeps, the other can be set. A wall clock
 * that has gone back counts as passed, since nobody can tell how long it has been.
 */
export function hasPassed(since: Moment, milliseconds: number, clock: Clock): boolean {
  const now = momentOf(clock);
  const byWall = now.now - since.now;
  const byElapsed = now.elapsed - since.elapsed;
  return wentBack(since, now) || byWall >= milliseconds || byElapsed >= milliseconds;
}

/** Milliseconds that have passed since then, by the clock that says more: one stands still while a laptop sleeps, the other can be set back. */
export function passedSince(since: Moment, now: Moment): number {
  return Math.max(now.now - since.now, now.elapsed - since.elapsed, 0);
}

/** When it was by the wall clock as that is set now, in milliseconds since the epoch: to be compared with what is read from it today. Never later than `now`. */
export function wallTimeOf(moment: Moment, now: Moment): number {
  return now.now - passedSince(moment, now);
}

/** Whether both clocks ran alike between two moments: the machine didn't sleep, and nobody set the wall clock. */
export function ranAlike(before: Moment, after: Moment): boolean {
  return Math.abs(after.now - before.now - (after.elapsed - before.elapsed)) <= STEERING;
}

/** Whether the wall clock was set back between two moments. */
export function wentBack(before: Moment, after: Moment): boolean {
  const byWall = after.now - before.now;
  return byWall < 0 || byWall < after.elapsed - before.elapsed - STEERING;
}

/** So late at most, in milliseconds of a machine that is awake, is told what has passed while it slept. */
const LOOK_EVERY = 60_000;

/**
 * Calls back once, when so many milliseconds have passed since then by either clock, as {@link hasPassed} judges it. A timer stands still while the
 * machine sleeps, so that both clocks are looked at once a minute until then. Returns what ends the waiting.
 */
export function whenPassed(since: Moment, milliseconds: number, clock: Clock, callback: () => void): Release {
  let cancel: Release = () => undefined;
  const look = (): void => {
    const left = milliseconds - passedSince(since, momentOf(clock));
    cancel = clock.after(Math.min(Math.max(left, 0), LOOK_EVERY), () => {
      if (hasPassed(since, milliseconds, clock)) callback();
      else look();
    });
  };
  look();
  return () => cancel();
}
