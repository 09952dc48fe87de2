import { elsewhereOf } from '../../src/model/destination.ts';
import type { Whose } from '../../src/model/sight.ts';

/** The two simulated accounts of the tests, each a profile's. */
export const STAGING = '111122223333';
export const PRODUCTION = '444455556666';

/** An account of AWS's; undefined where nobody knows which. */
export const ofAws = (account: string | undefined): Whose => ({ account, elsewhere: undefined });

/** An account of the simulated AWS's. */
export const ofSimulated = (account: string | undefined): Whose => ({
  account,
  elsewhere: elsewhereOf({ kind: 'simulated' }),
});
