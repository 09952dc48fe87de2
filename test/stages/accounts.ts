/** The two simulated accounts of the tests, each a profile's. */
export const STAGING = '111122223333';
export const PRODUCTION = '444455556666';
