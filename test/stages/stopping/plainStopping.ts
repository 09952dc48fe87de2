import { systemClock } from '../../../src/base/systemClock.ts';
import { nobodys } from '../../../src/model/sight.ts';
import { createStopping, type Stopping, type StoppingParts } from '../../../src/stopping/stopping.ts';
import { memoryJournal } from '../fakes.ts';
import { succeeded } from '../../../src/model/failure.ts';
import { none } from '../../../src/model/fact.ts';
import { USUAL_SCHEDULE_TAG } from '../../../src/stopping/plan/owners.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import { openPolicy } from './permits.ts';

/** Guards under which nothing is in production, and no reason is asked for. */
export const free: Policy = { ...openPolicy(), production: [], requireReason: 'off' };
/** What stops are told of things without tags, services or dry runs, and what of their texts may be written where nothing is secret. */
export const plainFacts = {
  tagsOf: () => none,
  serviceOf: () => undefined,
  scheduleTag: () => USUAL_SCHEDULE_TAG,
  dryRuns: () => undefined,
  struck: async (texts) => succeeded(texts),
  onLinesLost: () => {},
} satisfies Partial<StoppingParts>;

/** Stops over this way to AWS, under guards that are {@link free}. What goes wrong beside them is thrown. */
export function plainStopping(parts: Pick<StoppingParts, 'reads' | 'changes'> & Partial<StoppingParts>): Stopping {
  const fail = (error: unknown) => {
    throw error;
  };
  return createStopping({
    ...plainFacts,
    clock: systemClock,
    journal: memoryJournal(),
    policy: () => free,
    lastSeen: () => undefined,
    shownAccount: () => nobodys,
    looked: () => {},
    stallAfter: () => 600_000,
    newId: () => crypto.randomUUID(),
    onAuditTrouble: fail,
    onError: fail,
    ...parts,
  });
}
