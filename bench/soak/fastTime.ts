import type { Clock } from '../../src/base/clock.ts';
import type { SimulatorClock } from '../../src/simulator/core/clock.ts';

/** A clock that goes so many times as fast as the machine's. */
export function fastClock(speed: number): Clock {
  const time = fastTime(speed);
  return {
    now: () => time.now(),
    elapsed: () => performance.now() * speed,
    random: () => Math.random(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds / speed);
      return () => clearTimeout(timer);
    },
  };
}

/** The same for a simulated AWS; it can be made to stand. */
export function fastTime(speed: number): SimulatorClock & { stop(): void } {
  const start = Date.now();
  const origin = performance.now();
  let stopped: number | undefined;
  const now = () => stopped ?? start + (performance.now() - origin) * speed;
  return {
    now,
    step: () => {
      throw new Error('It runs by itself.');
    },
    stop: () => {
      stopped = now();
    },
  };
}
