import type { Clock } from '../../base/clock.ts';
import type { Release } from '../../base/event.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import type { Accounts } from '../accounts.ts';
import { retryDelay } from './retryDelay.ts';

/** Asks whom profiles belong to, for who comes by again and again, as a window does that loses the focus and has it back. */
export interface AccountsAtTimes {
  /** Asks for what isn't known yet; what failed is asked for as seldom as the lists of such a profile are. */
  ensure(profiles: readonly string[]): void;
  readonly dispose: Release;
}

interface Failed {
  /** In a row. */
  readonly times: number;
  /** Not before then, by passed time. */
  readonly retryAt: number;
}

/** Listens to `accounts` until it is disposed. */
export function createAccountsAtTimes(
  accounts: Pick<Accounts, 'ensure' | 'failure' | 'onDidChange'>,
  clock: Clock,
): AccountsAtTimes {
  const passed = createPassedTime(clock);
  const failed = new Map<string, Failed>();
  const dispose = accounts.onDidChange((profiles) => {
    for (const profile of profiles) {
      const failure = accounts.failure(profile);
      const times = (failed.get(profile)?.times ?? 0) + 1;
      if (failure) failed.set(profile, { times, retryAt: passed() + retryDelay(times, failure, clock.random()) });
      else failed.delete(profile);
    }
  });
  return {
    ensure(profiles) {
      const now = passed();
      void accounts.ensure(profiles.filter((profile) => now >= (failed.get(profile)?.retryAt ?? 0)));
    },
    dispose,
  };
}
