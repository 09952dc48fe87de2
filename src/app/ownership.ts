/** What ends with its owner: VS Code's Disposable, or a function to call. */
type Owned = { dispose(): unknown } | (() => void);

/** Holds what Halt has made, and ends it. */
export interface Ownership {
  readonly own: <T extends Owned>(one: T) => T;
  /** `flush` is called once everything owned has ended, so that nothing more is written meanwhile; {@link close} waits for it. */
  readonly flushAtEnd: (flush: () => Promise<unknown>) => void;
  /**
   * Ends everything, the newest first, and resolves when all that must reach the disk is there or has failed. Never rejects; a second call waits for the
   * same end.
   */
  readonly close: () => Promise<void>;
}

/** `onError` hears of what can't be ended, and of a flush that fails; the rest is ended all the same. */
export function createOwnership(onError: (error: unknown) => void): Ownership {
  const owned: Owned[] = [];
  const flushes: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | undefined;
  const close = async () => {
    for (const one of owned.toReversed()) {
      try {
        if (typeof one === 'function') one();
        else one.dispose();
      } catch (error) {
        onError(error);
      }
    }
    await Promise.all(flushes.map((flush) => flush().catch(onError)));
  };
  return {
    own: (one) => {
      owned.push(one);
      return one;
    },
    flushAtEnd: (flush) => {
      flushes.push(flush);
    },
    close: () => (closing ??= close()),
  };
}
