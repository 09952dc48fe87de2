import type { Clock } from '../../base/clock.ts';

/** A single timer for what is due first. Times are a schedule's, in milliseconds; that time also goes on while the machine sleeps. */
export interface DueTimer {
  /** Sets when to wake up, in place of an earlier time; never for Infinity. */
  set(at: number): void;
  dispose(): void;
}

/** Sets nothing until it is told when something is due. `wake` is not called after `dispose`. */
export function createDueTimer(parts: {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  /** The schedule's time. */
  readonly passed: () => number;
  readonly wake: () => void;
}): DueTimer {
  const { clock, passed } = parts;
  let disposed = false;
  /** `at` is in the schedule's time, `fires` in the clock's own. */
  let timer: { readonly at: number; readonly fires: number; readonly cancel: () => void } | undefined;
  const fire = () => {
    timer = undefined;
    if (!disposed) parts.wake();
  };
  return {
    set(at) {
      if (disposed) return;
      const wait = Math.max(0, at - passed());
      const fires = clock.elapsed() + wait;
      // After the machine has slept, a timer that was set before fires too late.
      if (timer?.at === at && timer.fires <= fires + 1) return;
      timer?.cancel();
      timer = at === Infinity ? undefined : { at, fires, cancel: clock.after(wait, fire) };
    },
    dispose() {
      disposed = true;
      timer?.cancel();
    },
  };
}
