import type { Outcome } from '../failure.ts';

/** The texts, in their order, as they may be written down: without what this window knows as a secret. Never rejects. */
export type StrikeSecrets = (texts: readonly string[]) => Promise<Outcome<readonly string[]>>;
