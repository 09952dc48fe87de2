import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { followLife } from '../../../../src/stopping/follow/sightings.ts';
import { createTracker, type Ended, type TrackerParts } from '../../../../src/stopping/follow/tracker.ts';
import { experiment, failure, fakeReads, heldTime, instance, looksAt } from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

const uncertain = failure('cut', { mayHaveHappened: true });

/** A tracker that sees this, and what it asked the log, and said. */
function logStage(seen: () => Target, more: Partial<Pick<TrackerParts, 'asLogged' | 'foundEnded'>> = {}) {
  const clock = heldTime();
  const [errors, verdicts, asked]: string[][] = [[], [], []];
  const { asLogged, ...rest } = more;
  const tracker = createTracker({
    reads: fakeReads({ describe: looksAt(() => [seen()]) }),
    clock,
    looked: () => undefined,
    stallAfter: () => 10 * MINUTE,
    onError: (error) => errors?.push(error instanceof Error ? error.message : String(error)),
    ...(asLogged && {
      asLogged: (tracked) => {
        asked?.push(tracked.id);
        return asLogged(tracked);
      },
    }),
    ...rest,
  });
  tracker.onDidEnd(({ tracked, verdict }) => verdicts?.push(`${tracked.id} ${verdict.type}`));
  return { clock, tracker, errors, verdicts, asked };
}
/** What another window asked for, long enough ago that its answer is to be expected. */
const takenUp = (clock: ReturnType<typeof heldTime>, more: Parameters<typeof request>[2] = {}) =>
  request(clock, experiment(), { takenUp: true, uncertain, ...more });

describe('what was taken up before its answer was there, and doesn’t show', () => {
  it('is asked of the log before it is said not to have been carried out, once', async () => {
    let answer: () => void = () => undefined;
    const { clock, tracker, verdicts, asked } = logStage(() => experiment(), {
      asLogged: async (tracked) => {
        await new Promise<void>((resolve) => (answer = resolve));
        return { type: 'open', tracked };
      },
    });
    tracker.follow(takenUp(clock));
    await clock.advance(20 * MINUTE);
    assert.deepEqual([asked, verdicts], [['t1'], []]);
    answer();
    await clock.advance(1);
    assert.deepEqual(verdicts, ['t1 not-carried-out']);
    assert.deepEqual(tracker.following(), []);
  });

  it('is asked of the log, too, where it may have been carried out unseen', async () => {
    // Started since, by somebody else.
    const { clock, tracker, verdicts, asked } = logStage(() => instance({ launchedAt: heldTime().now() - MINUTE }), {
      asLogged: (tracked) => Promise.resolve({ type: 'open', tracked }),
    });
    const requestedAt = clock.now() - 60 * MINUTE;
    tracker.follow(request(clock, instance(), { takenUp: true, uncertain, requestedAt }));
    await clock.advance(5 * MINUTE);
    assert.deepEqual([asked, verdicts], [['t1'], ['t1 unknown']]);
  });

  it('is followed on as requested where the log has AWS’s answer by now', async () => {
    let state = 'running';
    const { clock, tracker, verdicts } = logStage(() => experiment({ state }), {
      asLogged: ({ uncertain: _, ...tracked }) => Promise.resolve({ type: 'open', tracked }),
    });
    const one = takenUp(clock);
    tracker.follow(one);
    await clock.advance(20 * MINUTE);
    assert.deepEqual([verdicts, tracker.mark(one.ref, nobodys)], [[], 'requested']);
    state = 'stopped';
    await clock.advance(MINUTE);
    assert.deepEqual(verdicts, ['t1 stopped']);
  });

  it('is followed no more where the log has its end, or a refusal, whoever hears of that', async () => {
    for (const isHeard of [true, false])
      for (const verdict of [{ type: 'gone' }, { type: 'refused', failure: failure('denied') }] as const) {
        const found: Ended[] = [];
        const { clock, tracker, verdicts, errors } = logStage(() => experiment(), {
          asLogged: (tracked) => Promise.resolve({ type: 'ended', end: { tracked, verdict, loggedAt: 1 } }),
          ...(isHeard && { foundEnded: (end: Ended) => found.push(end) }),
        });
        const one = takenUp(clock);
        const marked: string[] = [];
        tracker.follow(one);
        tracker.onDidMark((refs) => marked.push(...refs.map(({ id }) => id)));
        await clock.advance(20 * MINUTE);
        assert.deepEqual(
          [verdicts, errors, tracker.following(), tracker.mark(one.ref, nobodys)],
          [[], [], [], undefined],
        );
        assert.deepEqual(marked, [one.ref.id], 'whoever shows it as being stopped hears that it is so no more');
        assert.deepEqual(
          found.map((end) => end.verdict.type),
          isHeard ? [verdict.type] : [],
        );
      }
  });

  it('has ended as it looks where the log has it no more', async () => {
    const { clock, tracker, verdicts } = logStage(() => experiment(), { asLogged: () => Promise.resolve(undefined) });
    tracker.follow(takenUp(clock));
    await clock.advance(20 * MINUTE);
    assert.deepEqual([verdicts, tracker.following()], [['t1 not-carried-out'], []]);
  });

  it('has ended where nobody keeps a log, or it can’t be read, which is told', async () => {
    const without = logStage(() => experiment());
    without.tracker.follow(takenUp(without.clock));
    await without.clock.advance(20 * MINUTE);
    assert.deepEqual([without.verdicts, without.errors], [['t1 not-carried-out'], []]);
    const broken = logStage(() => experiment(), { asLogged: () => Promise.reject(new Error('no disk')) });
    broken.tracker.follow(takenUp(broken.clock));
    await broken.clock.advance(20 * MINUTE);
    assert.deepEqual([broken.verdicts, broken.errors], [['t1 not-carried-out'], ['no disk']]);
  });

  it('isn’t taken up again by what the log says once nobody follows it', async () => {
    let answer: () => void = () => undefined;
    const { clock, tracker, verdicts } = logStage(() => experiment(), {
      asLogged: async ({ uncertain: _, ...tracked }) => {
        await new Promise<void>((resolve) => (answer = resolve));
        return { type: 'open', tracked };
      },
    });
    tracker.follow(takenUp(clock));
    await clock.advance(20 * MINUTE);
    tracker.letGo();
    answer();
    await clock.advance(1);
    assert.deepEqual([verdicts, tracker.following()], [['t1 unwatched'], []]);
  });

  it('asks nothing of the log for one’s own, nor for an end that was seen, or came of waiting alone', async () => {
    const asLogged = () => Promise.reject(new Error('asked'));
    const own = logStage(() => experiment(), { asLogged });
    own.tracker.follow(request(own.clock, experiment(), { uncertain }));
    await own.clock.advance(20 * MINUTE);
    const seen = logStage(() => experiment({ state: 'stopped' }), { asLogged });
    seen.tracker.follow(takenUp(seen.clock, { requestedAt: seen.clock.now() - MINUTE }));
    await seen.clock.advance(20 * MINUTE);
    const waited = logStage(() => experiment({ state: 'stopping' }), { asLogged });
    waited.tracker.follow(takenUp(waited.clock));
    await waited.clock.advance(followLife.experiment + 2 * MINUTE);
    assert.deepEqual(
      [own, seen, waited].map(({ verdicts, errors, asked }) => [verdicts, errors, asked]),
      [
        [['t1 not-carried-out'], [], []],
        [['t1 stopped'], [], []],
        [['t1 unknown'], [], []],
      ],
    );
  });
});

describe('what a tracker says of its targets', () => {
  it('names those that are followed, can’t be read, or are followed no more', async () => {
    let fails = false;
    let state = 'stopping';
    const { clock, tracker } = trackerStage({
      describe: (...args) =>
        fails
          ? Promise.resolve(failed(failure('timeout')))
          : looksAt(() => [instance({ state }), instance({ id: 'i-2', state })])(...args),
    });
    const named: string[] = [];
    tracker.onDidMark((refs) => named.push(refs.map(({ id }) => id).join()));
    tracker.follow(request(clock, instance()));
    tracker.follow(request(clock, instance({ id: 'i-2' }), { id: 't2' }));
    await clock.advance(5_000);
    assert.deepEqual(named.splice(0), ['i-1', 'i-2']);
    fails = true;
    await clock.advance(30_000);
    assert.deepEqual(named.splice(0), ['i-1,i-2']);
    fails = false;
    state = 'stopped';
    await clock.advance(2 * MINUTE);
    assert.deepEqual(named, ['i-1', 'i-2']);
  });

  it('tells each end once, also where who hears of one lets all others go', () => {
    const { clock, tracker, verdicts } = trackerStage({});
    tracker.onDidEnd(() => tracker.letGo());
    for (const id of ['a', 'b', 'c']) tracker.follow(request(clock, instance({ id }), { id }));
    tracker.letGo();
    assert.deepEqual(verdicts().toSorted(), ['a unwatched', 'b unwatched', 'c unwatched']);
  });

  it('is nothing once it is disposed', () => {
    const { clock, tracker, verdicts } = trackerStage({});
    let heard = 0;
    tracker.onDidMark(() => (heard += 1));
    tracker.dispose();
    tracker.follow(request(clock, instance()));
    tracker.refuse(request(clock, instance()), failure('denied'));
    assert.deepEqual([heard, verdicts()], [0, []]);
  });
});

describe('a profile that was signed in', () => {
  it('is looked at at once, and no other', async () => {
    const scopes: Scope[] = [];
    const { clock, tracker } = trackerStage({
      describe: (scope) => {
        scopes.push(scope);
        return Promise.resolve(failed(failure('signin-expired')));
      },
    });
    for (const profile of ['staging', 'production']) {
      const scope = { profile, region: 'eu-west-1' };
      tracker.follow(request(clock, instance({ scope }), { id: profile }));
    }
    await clock.advance(60 * MINUTE);
    const before = scopes.length;
    tracker.wake('staging');
    await clock.advance(100);
    assert.deepEqual(
      scopes.slice(before).map(({ profile }) => profile),
      ['staging'],
    );
  });

  it('is no more to be looked at where all that was asked for with it has been let go', async () => {
    const { clock, tracker, asked } = trackerStage({});
    tracker.follow(request(clock, instance()));
    tracker.letGo();
    assert.doesNotThrow(() => tracker.wake('staging'));
    await clock.advance(MINUTE);
    assert.deepEqual([asked, clock.timers()], [[], 0]);
  });
});
