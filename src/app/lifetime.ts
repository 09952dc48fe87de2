/** Loads something once, and closes it once. */
export interface Lifetime<T extends Closable> {
  /** `make` is called with the first call alone, and again where it failed. After {@link close} what was made is closed at once. */
  load(make: () => Promise<T>): Promise<T>;
  /** Resolves when what was loaded, or is being loaded, has closed. */
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/** What `make` rejects with goes to whoever called {@link Lifetime.load}. */
export function createLifetime<T extends Closable>(): Lifetime<T> {
  let loaded: Promise<T> | undefined;
  let closed = false;
  return {
    load: (make) => {
      loaded ??= make().then(
        async (one) => {
          if (closed) await one.close();
          return one;
        },
        (error: unknown) => {
          loaded = undefined;
          throw error;
        },
      );
      return loaded;
    },
    close: async () => {
      closed = true;
      await loaded?.then(
        (one) => one.close(),
        // What could not be loaded has nothing to write; whoever asked for it was told.
        () => undefined,
      );
    },
  };
}
