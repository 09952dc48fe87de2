import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './conformance.ts';

/** Where it is written down what the AWS CLI does, by the name of the case; from the root of the repository. */
export const RECORDED = 'test/stages/profiles/recorded.json';

export interface Recorded {
  /** The version of the AWS CLI that did it; or that it is documented. */
  readonly cli: string;
  readonly outcome: Outcome;
}

export function recordedOutcomes(): Readonly<Record<string, Recorded>> {
  const path = join(import.meta.dirname, '../../..', RECORDED);
  // Written and read by this repository alone.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Recorded>) : {};
}
