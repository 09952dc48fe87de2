/** The simulated AWS's only source of time. Milliseconds since the epoch. */
export interface SimulatorClock {
  now(): number;
  /** Moves a held clock forward; throws on a running one. */
  step(milliseconds: number): void;
}

/** A clock that stands still until it is stepped: what tests use. */
export function heldClock(start = Date.UTC(2026, 0, 15, 12)): SimulatorClock {
  let time = start;
  return {
    now: () => time,
    step: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** A clock that runs `speed` times as fast as the wall clock, starting at the wall clock's time. */
export function runningClock(speed = 1): SimulatorClock {
  const start = Date.now();
  const origin = performance.now();
  return {
    now: () => start + (performance.now() - origin) * speed,
    step: () => {
      throw new Error('A running clock cannot be stepped.');
    },
  };
}
