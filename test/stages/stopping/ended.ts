import type { Operation } from '../../../src/model/operation.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../src/stopping/verdict.ts';

/** How something ended that was asked for of an instance of this name, in a profile's eu-west-1. */
export const endOf = (
  name: string,
  profile: string,
  verdict: Verdict,
  operation: Operation = { type: 'stop' },
): Ended => ({
  tracked: {
    ...{ id: name, run: 'r', name, operation, requestedAt: 0 },
    ref: { kind: 'instance', scope: { profile, region: 'eu-west-1' }, id: `i-${name}` },
  },
  verdict,
});
