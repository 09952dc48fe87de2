/** Lets so many through at a time; more when room is given back. */
export interface Semaphore {
  /** Resolves with true when there is room, and takes it; with false once the gate is closed. */
  enter(): Promise<boolean>;
  leave(): void;
  close(): void;
}

/** `room`: how many it lets through at a time. Who came in calls `leave`, once. */
export function createSemaphore(room: number): Semaphore {
  const waiting: ((entered: boolean) => void)[] = [];
  let free = room;
  let closed = false;
  return {
    enter() {
      if (closed) return Promise.resolve(false);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next(true);
    },
    close() {
      closed = true;
      for (const refuse of waiting.splice(0)) refuse(false);
    },
  };
}
