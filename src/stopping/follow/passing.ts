import { type Failure, isProfileFailure } from '../../model/failure.ts';

/** Whether looking becomes possible again by what a person does about credentials or the network: until then nothing is given up. */
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

/** It isn't known of which account a look was. */
export const accountUnknown: Failure = {
  kind: 'credentials-missing',
  code: 'account-unknown',
  message: 'It is not known to which account the profile leads.',
  mayHaveHappened: false,
};

/** An answer came, and tells no state. */
export const stateUnread: Failure = {
  kind: 'malformed',
  message: 'The answer tells no state that can be read.',
  mayHaveHappened: false,
};
