import { stateOf } from '../../../src/model/resources/target.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import { createTracker, type Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import { fakeReads, type HeldTime, heldTime, type lever, looksAt, refTo } from '../fakes.ts';

export const MINUTE = 60_000;

/** A tracker on a held clock, with what it asked, heard and said. */
export function trackerStage(reads: Partial<AwsReads>, clock: HeldTime = heldTime()) {
  const asked: string[] = [];
  const times: number[] = [];
  const heard: { observed: string[]; missing: string[] }[] = [];
  const errors: unknown[] = [];
  const look: AwsReads['describe'] = (where, kind, ids, signal) => {
    asked.push(`${kind} ${ids.join()}`);
    times.push(clock.now());
    return (reads.describe ?? looksAt(() => []))(where, kind, ids, signal);
  };
  const tracker = createTracker({
    reads: fakeReads({ ...reads, describe: look }),
    clock,
    looked: (_scope, observed, missing) =>
      heard.push({ observed: observed.map(({ id }) => id), missing: missing.map(({ id }) => id) }),
    stallAfter: () => 10 * MINUTE,
    onError: (error) => errors.push(error),
  });
  const ends: Ended[] = [];
  const stalls: string[] = [];
  const stallAges: number[] = [];
  tracker.onDidEnd((ended) => ends.push(ended));
  tracker.onDidStall(({ tracked, age }) => {
    stalls.push(tracked.id);
    stallAges.push(age);
  });
  const verdicts = () => ends.map(({ tracked, verdict }) => `${tracked.id} ${verdict.type}`);
  return { clock, tracker, asked, times, heard, errors, ends, stalls, stallAges, verdicts };
}

/** What was asked of one target in run `r1`. */
export function request(clock: HeldTime, of: Target | ReturnType<typeof lever>, more: Partial<Tracked> = {}): Tracked {
  const operation: Operation = {
    instance: { type: 'stop' },
    deployment: { type: 'roll-back' },
    experiment: { type: 'stop-experiment' },
    lever: { type: 'engage-lever', reason: 'why' },
  }[of.kind] as Operation;
  return {
    id: 't1',
    run: 'r1',
    ref: refTo(of),
    name: of.id,
    operation,
    requestedAt: clock.now(),
    stateBefore: stateOf(of),
    ...more,
  };
}
