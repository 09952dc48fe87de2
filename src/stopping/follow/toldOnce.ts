import type { Clock } from '../../base/clock.ts';
import type { Tracked } from './followed.ts';

export interface ToldOnceParts<T> {
  readonly clock: Pick<Clock, 'after'>;
  /** Whether no window has told this. */
  readonly claim: (name: string) => Promise<boolean>;
  /** Whether there is no other window that could have requested it: then nobody is waited for. */
  readonly isAlone: () => boolean;
  /** Names what is told. */
  readonly nameOf: (one: T) => string;
  readonly tell: (all: readonly T[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Tells of what was requested in the window that requested it; in another one only where that one is gone, as after a reload, and there in one window alone. */
export interface ToldOnce<T> {
  add(all: readonly T[]): void;
  dispose(): void;
}

/** So long, in milliseconds, the window that asked has the word: it may look a little later than the others. */
const FIRST_SAY = 12_000;

export function createToldOnce<T extends { readonly tracked: Tracked }>(parts: ToldOnceParts<T>): ToldOnce<T> {
  const { claim, nameOf, tell, onError } = parts;
  const waits = new Set<() => void>();
  let isDisposed = false;
  const tellOthers = async (all: readonly T[]): Promise<void> => {
    const claimed = await Promise.all(all.map((one) => claim(nameOf(one))));
    const left = all.filter((_, at) => claimed[at] === true);
    if (left.length > 0 && !isDisposed) tell(left);
  };
  return {
    add(all) {
      const own = all.filter(({ tracked }) => tracked.takenUp !== true);
      const others = all.filter(({ tracked }) => tracked.takenUp === true);
      if (own.length > 0) {
        // Whoever asked is told in any case.
        for (const one of own) void claim(nameOf(one)).catch(onError);
        tell(own);
      }
      if (others.length === 0) return;
      const cancel = parts.clock.after(parts.isAlone() ? 0 : FIRST_SAY, () => {
        waits.delete(cancel);
        void tellOthers(others).catch(onError);
      });
      waits.add(cancel);
    },
    dispose() {
      isDisposed = true;
      for (const cancel of waits) cancel();
      waits.clear();
    },
  };
}
