import type { RawGuards } from '../../src/model/guardSettings.ts';

/** Guards of which a person has set none. */
export const unsetGuards: RawGuards = {
  places: undefined,
  readOnly: undefined,
  allowedRegions: undefined,
  production: undefined,
  requireReason: undefined,
};
