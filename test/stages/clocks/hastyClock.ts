import type { Clock } from '../../../src/base/clock.ts';

/** A clock for the client's own rate limits and credentials on which time flies; `waited` is how long the waits would have been, in milliseconds. */
export function hastyClock(): Clock & { waited: number } {
  let now = Date.now();
  return {
    waited: 0,
    now: () => (now += 100),
    elapsed: () => (now += 100),
    random: () => 0.5,
    after(milliseconds, callback) {
      this.waited += milliseconds;
      const timer = setTimeout(() => {
        now += milliseconds;
        callback();
      }, 0);
      return () => clearTimeout(timer);
    },
  };
}
