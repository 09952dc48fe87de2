/** Stands in for what tells production apart, in a test that isn't about that: nothing is. */
export const nothingIsProduction = (): boolean => false;

/** Stands in for what tells whether an account has to be named with its profile: it never has. */
export const nothingIsAmbiguous = (): boolean => false;

/** Stands in for whose answers a wait is for: nobody’s who is known. */
export const noneWaitedFor = { profiles: (): readonly string[] => [], info: (): undefined => undefined };
