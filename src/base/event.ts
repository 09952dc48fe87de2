/** Has to be called to give back what was taken: a listener, a timer, a poll. Calling it twice does nothing more. */
export type Release = () => void;

/** Does the work at the first call alone. */
export function releaseOnce(work: () => void): Release {
  let released = false;
  return () => {
    if (released) return;
    released = true;
    work();
  };
}

/** Something that can be listened to. */
export interface Event<T> {
  (listener: (value: T) => void): Release;
}

/** The maker's side of an {@link Event}: whoever has it can fire it. After `dispose` those who listened hear nothing more. */
export interface Emitter<T> {
  readonly event: Event<T>;
  fire(value: T): void;
  dispose(): void;
}

/** Listeners are called in the order in which they came. One that throws doesn't keep the others from hearing: `onError` is told. */
export function createEmitter<T>(onError: (error: unknown) => void = () => {}): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    event: (listener) => {
      // A wrapper of its own, so that the same function listening twice is two listeners.
      const own = (value: T) => listener(value);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    fire: (value) => {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    dispose: () => listeners.clear(),
  };
}
