import type { Clock } from '../../base/clock.ts';
import type { Release } from '../../base/event.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import type { Accounts } from '../accounts.ts';
import { retryDelay } from './retryDelay.ts';

/** Asks AWS for the accounts of profiles, for callers that come again and again, such as a window that gets the focus back. */
export interface AccountsAtTimes {
  /** Asks for accounts that aren't known yet. After a failure, a profile is asked about as seldom as its lists are read. */
  ensure(profiles: readonly string[]): void;
  readonly dispose: Release;
}

interface Failed {
  /** Failures in a row. */
  readonly times: number;
  /** The earliest time of the next try, in milliseconds of passed time. */
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
