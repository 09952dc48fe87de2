import { type Failure, isProfileFailure } from '../../model/failure.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';
import { accountUnknown } from '../../model/sight.ts';

/**
 * Whether the failure passes by itself, or when a person renews credentials or the network comes back. Until then nothing that is followed is given
 * up.
 */
export function passes({ kind }: Failure): boolean {
  if (isProfileFailure(kind)) return true;
  switch (kind) {
    case 'unreachable':
    case 'timeout':
    case 'cut':
    case 'malformed':
    case 'clock-skew':
    case 'throttled':
    case 'server':
    case 'cancelled':
      return true;
    default:
      return false;
  }
}

/**
 * Why a look tells nothing of one thing: a failure of its own, an account that nobody knows, or an answer without a state. Undefined where it does
 * tell something, also that the thing is not there.
 */
export const whyUnseen = (
  failure: Failure | undefined,
  isAccountKnown: boolean,
  state: string | undefined,
): Failure | undefined =>
  failure ?? (isAccountKnown ? undefined : accountUnknown) ?? (state === UNREAD_STATE ? stateUnread : undefined);

/** An answer came, and tells no state. */
const stateUnread: Failure = {
  kind: 'malformed',
  message: 'The answer tells no state that can be read.',
  mayHaveHappened: false,
};
