import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { failed, type FailureKind } from '../../../../src/model/failure.ts';
import { followLife } from '../../../../src/stopping/follow/sightings.ts';
import { createTracker, type Ended } from '../../../../src/stopping/follow/tracker.ts';
import {
  deployment,
  experiment,
  failure,
  fakeReads,
  heldTime,
  instance,
  lever,
  looksAt,
  pauseHook,
} from '../../../stages/fakes.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

describe('the tracker', () => {
  it('looks soon, then fast, then ever slower, with jitter', async () => {
    const { clock, tracker, times } = trackerStage({ describe: looksAt(() => [experiment()]) });
    tracker.follow(request(clock, experiment()));
    const begun = clock.now();
    await clock.advance(20 * MINUTE);
    const at = times.map((time) => time - begun);
    assert.equal(at[0], 1_000);
    const gap = (after: number) => {
      const index = at.findIndex((time) => time >= after);
      return (at[index + 1] ?? 0) - (at[index] ?? 0);
    };
    assert.deepEqual([gap(0), gap(40_000), gap(200_000), gap(11 * MINUTE)], [2_000, 4_000, 10_000, 30_000]);
    for (const [edge, expected] of [
      [0, 1_600],
      [0.999_999, 2_400],
    ] as const) {
      const jittered = trackerStage(
        { describe: looksAt(() => [experiment()]) },
        heldTime(undefined, () => edge),
      );
      jittered.tracker.follow(request(jittered.clock, experiment()));
      await jittered.clock.advance(4_000);
      assert.equal(Math.round((jittered.times[1] ?? 0) - (jittered.times[0] ?? 0)), expected);
    }
  });

  it('tells when something that it follows can’t be read, and when it can again', async () => {
    let fails: FailureKind | undefined;
    const { clock, tracker } = trackerStage({
      describe: (...args) =>
        fails ? Promise.resolve(failed(failure(fails))) : looksAt(() => [instance({ state: 'stopping' })])(...args),
    });
    const { profile } = instance().scope;
    let marks = 0;
    tracker.onDidMark(() => (marks += 1));
    tracker.follow(request(clock, instance()));
    await clock.advance(10_000);
    assert.deepEqual([marks, tracker.unread()], [1, []]);
    for (const [kind, signedOut] of [
      ['timeout', []],
      ['signin-expired', [profile]],
      ['credentials-expired', [profile]],
    ] as const) {
      marks = 0;
      fails = kind;
      await clock.advance(30_000);
      assert.deepEqual(
        [marks, tracker.unread().map(({ id }) => id), tracker.signedOut()],
        [1, ['t1'], signedOut],
        kind,
      );
      fails = undefined;
      await clock.advance(2 * MINUTE);
      assert.deepEqual([marks, tracker.unread(), tracker.signedOut()], [2, [], []], kind);
    }
  });

  it('slows down while nothing can be seen', async () => {
    const { clock, tracker, times } = trackerStage({
      describe: () => Promise.resolve(failed(failure('signin-expired'))),
    });
    tracker.follow(request(clock, instance()));
    await clock.advance(2 * MINUTE);
    assert.ok(times.length <= 8, `${times.length} looks`);
  });

  it('looks at all targets of a scope and kind in one call, whichever run they are of, and ends each by itself', async () => {
    let states = ['running', 'running'];
    const now = () => states.map((state, index) => instance({ id: `i-${index}`, state }));
    const { clock, tracker, asked, verdicts } = trackerStage({ describe: looksAt(now) });
    tracker.follow(request(clock, instance({ id: 'i-0' }), { id: 'a', run: 'r1' }));
    tracker.follow(request(clock, instance({ id: 'i-1' }), { id: 'b', run: 'r1' }));
    tracker.follow(
      request(clock, instance({ id: 'i-0' }), {
        id: 'c',
        run: 'r2',
        operation: { type: 'force-stop', skipOsShutdown: false },
      }),
    );
    await clock.advance(1_000);
    assert.deepEqual(asked, ['instance i-0,i-1']);
    states = ['stopped', 'stopping'];
    await clock.advance(2_000);
    assert.deepEqual(verdicts(), ['a stopped', 'c stopped']);
    states = ['stopped', 'stopped'];
    await clock.advance(2_000);
    assert.deepEqual(asked.at(-1), 'instance i-1');
    assert.deepEqual(verdicts(), ['a stopped', 'c stopped', 'b stopped']);
    assert.equal(clock.timers(), 0);
  });

  it('marks what is sent and requested, and unmarks what has ended', async () => {
    let state = 'running';
    const { clock, tracker } = trackerStage({ describe: looksAt(() => [instance({ state })]) });
    const one = request(clock, instance());
    const marks: unknown[] = [];
    tracker.onDidMark(() => marks.push(tracker.mark(one.ref, nobodys)));
    tracker.sending(one);
    tracker.follow(one);
    tracker.sending({ ...one, id: 't2', run: 'r2' });
    tracker.refuse({ ...one, id: 't2', run: 'r2' }, failure('refused'));
    state = 'stopped';
    await clock.advance(1_000);
    assert.deepEqual(marks, ['sending', 'requested', 'sending', 'sending', 'requested', undefined]);
    assert.equal(tracker.mark({ ...one.ref, id: 'other' }, nobodys), undefined);
  });

  it('ends a refusal at once, without a look', () => {
    const { clock, tracker, ends, asked } = trackerStage({});
    tracker.refuse(request(clock, instance()), failure('denied'));
    assert.deepEqual(ends[0]?.verdict, { type: 'refused', failure: failure('denied') });
    assert.equal(clock.timers() + asked.length, 0);
  });

  it('takes no read from before the request for an end', async () => {
    let state = 'stopped';
    const stopped = () => instance({ state, stateReasonCode: 'Server.ScheduledStop' });
    const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [stopped()]) });
    tracker.follow(request(clock, stopped(), { operation: { type: 'start' } }));
    await clock.advance(10_000);
    assert.deepEqual(verdicts(), []);
    state = 'pending';
    await clock.advance(10_000);
    state = 'stopped';
    await clock.advance(10_000);
    assert.deepEqual(verdicts(), ['t1 start-failed']);
  });

  it('says that a start failed when the instance is still stopped long after AWS accepted it', async () => {
    const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [instance({ state: 'stopped' })]) });
    tracker.follow(request(clock, instance({ state: 'stopped' }), { operation: { type: 'start' } }));
    await clock.advance(89_000);
    assert.deepEqual(verdicts(), []);
    await clock.advance(10_000);
    assert.deepEqual(verdicts(), ['t1 start-failed']);
  });

  it('calls gone only what stays missing, and tells the inventory no earlier', async () => {
    let there: Target[] = [];
    const { clock, tracker, verdicts, heard } = trackerStage({ describe: looksAt(() => there) });
    tracker.follow(request(clock, instance()));
    await clock.advance(10_000);
    there = [instance({ state: 'running' })];
    await clock.advance(4_000);
    there = [];
    await clock.advance(58_000);
    assert.deepEqual(verdicts(), []);
    assert.ok(heard.every(({ missing }) => missing.length === 0));
    await clock.advance(10_000);
    assert.deepEqual(verdicts(), ['t1 gone']);
    assert.deepEqual(heard.at(-1)?.missing, ['i-1']);
  });

  it('gives up after the stated time, with the state that it saw last', async () => {
    for (const [of, seen] of [
      [instance(), instance({ state: 'stopping' })],
      [deployment(), deployment({ status: 'ROLLBACK_IN_PROGRESS' })],
      [experiment(), experiment({ state: 'stopping' })],
    ] as const) {
      const { clock, tracker, ends } = trackerStage({ describe: looksAt(() => [seen]) });
      tracker.follow(request(clock, of));
      await clock.advance(followLife[of.kind] - MINUTE);
      assert.equal(ends.length, 0);
      await clock.advance(2 * MINUTE);
      const end = ends[0]?.verdict;
      assert.ok(end?.type === 'unknown' && end.last);
      assert.equal(end.last.state, seen.kind === 'deployment' ? seen.status : seen.state);
      assert.ok(clock.now() - end.last.seenAt < 2 * MINUTE);
      assert.equal(end.unread, undefined);
      assert.equal(clock.timers(), 0);
    }
  });

  it('watches a safety lever until it has engaged', async () => {
    let state = 'engaging';
    const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [lever({ state })]) });
    tracker.follow(request(clock, lever()));
    await clock.advance(5_000);
    assert.deepEqual(verdicts(), []);
    state = 'engaged';
    await clock.advance(5_000);
    assert.deepEqual(verdicts(), ['t1 engaged']);
  });

  it('follows states that AWS adds later, and ends when it knows one again', async () => {
    let state = 'hovering';
    const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [experiment({ state })]) });
    tracker.follow(request(clock, experiment(), { uncertain: failure('cut', { mayHaveHappened: true }) }));
    await clock.advance(5 * MINUTE);
    assert.deepEqual(verdicts(), [], 'a state that isn’t known says neither that it arrived nor that it didn’t');
    state = 'stopped';
    await clock.advance(MINUTE);
    assert.deepEqual(verdicts(), ['t1 stopped']);
  });

  describe('after an answer that was lost', () => {
    const uncertain = failure('timeout', { mayHaveHappened: true });

    it('says that it was not carried out when nothing changed for long, counted from the end of the call', async () => {
      for (const [of, operation] of [
        [instance(), { type: 'stop' }],
        [instance({ state: 'stopped' }), { type: 'start' }],
        [deployment(), { type: 'roll-back' }],
        [deployment({ hooks: [pauseHook('h')] }), { type: 'continue', action: 'CONTINUE', hookId: 'h' }],
        [experiment(), { type: 'stop-experiment' }],
      ] as const) {
        const { clock, tracker, ends } = trackerStage({ describe: looksAt(() => [of]) });
        // The call hung for a minute and a half before it was given up.
        const one = request(clock, of, { operation, uncertain, requestedAt: clock.now() - 90_000 });
        tracker.follow(one);
        await clock.advance(85_000);
        assert.equal(ends.length, 0);
        await clock.advance(15_000);
        const state = of.kind === 'deployment' ? of.status : of.state;
        const end = ends[0]?.verdict;
        assert.ok(end?.type === 'not-carried-out');
        assert.deepEqual([end.state, end.failure], [state, uncertain]);
      }
    });

    it('goes on to the end when it shows that AWS took it up', async () => {
      let state = 'running';
      const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [instance({ state })]) });
      tracker.follow(request(clock, instance(), { uncertain }));
      await clock.advance(10_000);
      state = 'stopping';
      await clock.advance(5 * MINUTE);
      assert.deepEqual(verdicts(), []);
      state = 'stopped';
      await clock.advance(MINUTE);
      assert.deepEqual(verdicts(), ['t1 stopped']);
    });

    it('doesn’t conclude anything about what was on its way before', async () => {
      const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [instance({ state: 'stopping' })]) });
      const operation = { type: 'force-stop', skipOsShutdown: false } as const;
      tracker.follow(request(clock, instance({ state: 'stopping' }), { operation, uncertain }));
      await clock.advance(5 * MINUTE);
      assert.deepEqual(verdicts(), []);
    });

    it('isn’t misled by a change that has nothing to do with it', async () => {
      let state = 'pending';
      const { clock, tracker, verdicts } = trackerStage({ describe: looksAt(() => [experiment({ state })]) });
      tracker.follow(request(clock, experiment({ state: 'pending' }), { uncertain }));
      await clock.advance(10_000);
      state = 'running';
      await clock.advance(90_000);
      assert.deepEqual(verdicts(), ['t1 not-carried-out']);
    });
  });

  it('tells once that an instance hangs in stopping, and not of one that is to start', async () => {
    let state = 'stopping';
    const { clock, tracker, stalls, ends } = trackerStage({
      describe: looksAt(() => [instance({ state }), instance({ id: 'i-2', state })]),
    });
    tracker.follow(request(clock, instance()));
    tracker.follow(request(clock, instance({ id: 'i-2' }), { id: 't2', operation: { type: 'start' } }));
    await clock.advance(10 * MINUTE - 1_000);
    assert.deepEqual(stalls, []);
    await clock.advance(5 * MINUTE);
    assert.deepEqual(stalls, ['t1']);
    state = 'stopped';
    await clock.advance(MINUTE);
    assert.equal(ends[0]?.verdict.type, 'stopped');
  });

  for (const [put, least, most] of [
    [-60 * MINUTE, 10 * MINUTE, 11 * MINUTE],
    [60 * MINUTE, 60 * MINUTE, 71 * MINUTE],
  ] as const) {
    it(`tells for how long it hangs by the clock that says longer, where the clock was set by ${put / MINUTE} min`, async () => {
      const { clock, tracker, stalls, stallAges } = trackerStage({
        describe: looksAt(() => [instance({ state: 'stopping' })]),
      });
      tracker.follow(request(clock, instance()));
      await clock.advance(MINUTE);
      clock.setBy(put);
      await clock.advance(14 * MINUTE);
      assert.deepEqual(stalls, ['t1']);
      const [age = 0] = stallAges;
      assert.ok(age >= least && age <= most, String(age));
    });
  }

  it('ends the watching of one run, or of all, but not of what is still being sent', async () => {
    const { clock, tracker, verdicts, asked } = trackerStage({
      describe: looksAt(() => [instance({ state: 'stopping' })]),
    });
    tracker.follow(request(clock, instance(), { id: 'a', run: 'r1' }));
    tracker.follow(request(clock, instance(), { id: 'b', run: 'r2' }));
    tracker.sending(request(clock, instance(), { id: 'c', run: 'r2' }));
    await clock.advance(1_000);
    tracker.letGo(({ run }) => run === 'r1');
    assert.deepEqual(verdicts(), ['a unwatched']);
    tracker.letGo();
    assert.deepEqual(verdicts(), ['a unwatched', 'b unwatched']);
    const looks = asked.length;
    await clock.advance(MINUTE);
    assert.equal(asked.length, looks);
    assert.deepEqual(
      tracker.following().map(({ id }) => id),
      ['c'],
    );
  });

  it('goes on when listeners, the look or what hears of it throw', async () => {
    let looks = 0;
    const { clock, tracker, verdicts, errors } = trackerStage({
      describe: (...args) => {
        looks += 1;
        if (looks === 1) return Promise.reject(new Error('broken'));
        return looksAt(() => [instance({ state: 'stopped' })])(...args);
      },
    });
    tracker.onDidEnd(() => {
      throw new Error('listener');
    });
    tracker.follow(request(clock, instance()));
    await clock.advance(10_000);
    assert.deepEqual([verdicts(), errors.length], [['t1 stopped'], 2]);
    const deaf = createTracker({
      reads: fakeReads({ describe: looksAt(() => [instance({ state: 'stopped' })]) }),
      clock,
      looked: () => {
        throw new Error('deaf');
      },
      stallAfter: () => MINUTE,
      onError: () => {},
    });
    const ends: Ended[] = [];
    deaf.onDidEnd((ended) => ends.push(ended));
    deaf.follow(request(clock, instance()));
    await clock.advance(2_000);
    assert.equal(ends[0]?.verdict.type, 'stopped');
  });

  it('leaves no timer when it is disposed, in the middle of a look too, and says nothing more', async () => {
    let answer = () => {};
    let aborted = false;
    const { clock, tracker, verdicts, heard } = trackerStage({
      describe: async (...args) => {
        args[3].addEventListener('abort', () => (aborted = true));
        await new Promise<void>((resolve) => (answer = resolve));
        return looksAt(() => [instance({ state: 'stopped' })])(...args);
      },
    });
    tracker.follow(request(clock, instance()));
    await clock.advance(1_000);
    tracker.dispose();
    answer();
    await clock.advance(MINUTE);
    tracker.follow(request(clock, instance(), { id: 'late' }));
    await clock.advance(MINUTE);
    assert.deepEqual([aborted, verdicts(), heard, clock.timers()], [true, [], [], 0]);
  });
});
