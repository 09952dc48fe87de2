import type { Clock } from '../base/clock.ts';
import { createEmitter, type Event } from '../base/event.ts';
import { within } from '../base/within.ts';

/**
 * Whether this process still has the window that it was started for. Where VS Code's window is a browser's or another machine's, its extensions live on for hours after it was closed or loaded anew
 * without a word, and would tell to nobody what another window then takes for told.
 */
export interface Presence {
  /** Resolves with the window's answer: at once as a rule, and never where it has gone for good. */
  answered(): Promise<void>;
  /** Asks the window, and resolves with whether it answered within {@link ANSWERS_WITHIN}. */
  check(): Promise<boolean>;
  /** As the last check found it; at first, that it is there. */
  isThere(): boolean;
  readonly onDidChange: Event<boolean>;
}

/** In milliseconds. A window can be busy for some seconds, as just after it was opened: it is not taken for gone as long as that may be the reason. */
const ANSWERS_WITHIN = 15_000;

/** @param ask settles once the window has answered, in whatever way. It is not asked again before. */
export function createPresence(parts: {
  readonly clock: Pick<Clock, 'after'>;
  readonly ask: () => PromiseLike<unknown>;
}): Presence {
  const changes = createEmitter<boolean>(() => undefined);
  let isThere = true;
  let asked: Promise<void> | undefined;
  const set = (now: boolean): void => {
    if (isThere === now) return;
    isThere = now;
    changes.fire(now);
  };
  const answered = (): Promise<void> => {
    const over = (): void => {
      asked = undefined;
      set(true);
    };
    asked ??= Promise.resolve(parts.ask()).then(over, over);
    return asked;
  };
  return {
    answered,
    check: async () => {
      const answer = await within(
        parts.clock,
        ANSWERS_WITHIN,
        answered().then(() => true),
      );
      if (answer === undefined && asked !== undefined) set(false);
      return isThere;
    },
    isThere: () => isThere,
    onDidChange: changes.event,
  };
}
