import { type Failure, isProfileFailure } from '../../model/failure.ts';
import { accountUnknown } from '../../model/sight.ts';

/** In milliseconds. */
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 300_000;

/** How long to wait before the next try, in milliseconds. `failures`: how many there were in a row. `random`: a number in [0, 1). */
export function retryDelay(failures: number, failure: Failure, random: number): number {
  // Where only the account behind the credentials isn't known, AWS may tell it at the next try, and until then what is shown grows old.
  const isNameless = failure.kind === accountUnknown.kind && failure.code === accountUnknown.code;
  // A person has to act first, and a refresh comes when they have; until then a rare look is enough.
  if (
    (isProfileFailure(failure.kind) && !isNameless) ||
    failure.kind === 'denied' ||
    failure.kind === 'region-disabled' ||
    failure.kind === 'service-missing'
  ) {
    return LONGEST_RETRY;
  }
  const step = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(failures - 1, 10));
  return step * (0.5 + random / 2);
}
