import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Target } from '../../../../src/model/resources/target.ts';
import type { Tracked } from '../../../../src/stopping/follow/followed.ts';
import { failure, heldTime, instance, lever, looksAt } from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

const HOUR = 60 * MINUTE;
const lost = { uncertain: failure('timeout', { mayHaveHappened: true }) } as const;

type Stage = ReturnType<typeof trackerStage> & { readonly clock: ReturnType<typeof heldTime> };

/** Lets so much time pass in which the machine sleeps. */
const sleep =
  (milliseconds: number) =>
  async ({ clock }: Stage) =>
    clock.setBy(milliseconds);
const wake =
  (milliseconds: number) =>
  async ({ clock }: Stage) =>
    clock.advance(milliseconds);

interface Case {
  readonly of: Target;
  readonly asked?: Partial<Tracked>;
  /** While the answer is awaited, and then before the first look. */
  readonly awaited?: (stage: Stage) => Promise<void>;
  readonly unseen?: (stage: Stage) => Promise<void>;
  /** AWS's clock minus this machine's, at the looks. */
  readonly clockOffset?: number;
}

/** How a request ends whose answer was lost, and whose target looks as if nobody had asked. */
async function endOf({ of, asked = {}, awaited, unseen, clockOffset }: Case) {
  const stage = trackerStage({
    describe: looksAt(() => [of], { ...(clockOffset !== undefined && { clockOffset }) }),
  });
  const tracked = request(stage.clock, of, asked);
  if (tracked.takenUp !== true) stage.tracker.sending(tracked);
  await awaited?.(stage);
  stage.tracker.follow({ ...tracked, ...lost });
  await unseen?.(stage);
  await stage.clock.advance(10 * MINUTE);
  return stage.ends.map(({ verdict }) => verdict.type);
}

describe('a request whose answer was lost', () => {
  const free = lever({ state: 'disengaged' });
  const back = lever({ state: 'engaged' });
  const engage = { operation: { type: 'engage-lever', reason: 'x' } } as const;
  const disengage = { operation: { type: 'disengage-lever', reason: 'x' } } as const;
  const untold = { ...instance({ launchedAt: 1 }), unread: ['LaunchTime'] } as const;
  for (const [what, expected, given] of [
    ['awake all the time', 'not-carried-out', {}],
    ['asleep for a minute', 'not-carried-out', { awaited: sleep(MINUTE) }],
    ['asleep while it was awaited', 'unknown', { awaited: sleep(8 * HOUR) }],
    ['asleep before the first look', 'unknown', { unseen: sleep(8 * HOUR) }],
    ['asleep twice, each time for two minutes', 'unknown', { awaited: sleep(2 * MINUTE), unseen: sleep(2 * MINUTE) }],
    ['awaited for long, awake', 'unknown', { awaited: wake(5 * MINUTE) }],
    ['half awake and half asleep', 'unknown', { awaited: wake(2 * MINUTE), unseen: sleep(2 * MINUTE) }],
    ['asleep, and its clock set back', 'unknown', { awaited: sleep(2 * HOUR), unseen: sleep(-2 * HOUR - MINUTE) }],
    ['taken up after a sleep', 'unknown', { asked: { takenUp: true }, awaited: sleep(8 * HOUR) }],
    ['taken up at once', 'not-carried-out', { asked: { takenUp: true } }],
    ['taken up after its clock was set back', 'unknown', { asked: { takenUp: true }, awaited: sleep(-HOUR) }],
  ] as const)
    it(`says no more than was in sight: ${what}`, async () => {
      for (const [of, asked] of [
        [free, engage],
        [back, disengage],
        [untold, {}],
        [instance(), {}],
        [instance({ state: 'stopped' }), { operation: { type: 'start' } }],
      ] as const) {
        const row: Omit<Case, 'of'> = given;
        assert.deepEqual(await endOf({ ...row, of, asked: { ...asked, ...row.asked } }), [expected], of.kind);
      }
    });

  const FAST = -HOUR;
  for (const [what, then, now, launched, expected] of [
    ['was right, and is', 0, 0, -10, 'not-carried-out'],
    ['was right, and is', 0, 0, 10, 'unknown'],
    ['was fast, and is', FAST, FAST, -10, 'not-carried-out'],
    ['was fast, and is', FAST, FAST, 10, 'unknown'],
    ['was fast, and is right', FAST, 0, 10, 'unknown'],
    ['was fast, and is right', FAST, 0, -10, 'not-carried-out'],
    ['was right, and is slow', 0, HOUR, 10, 'unknown'],
    ['was right, and is slow', 0, HOUR, -10, 'not-carried-out'],
    ['was right, and is fast', 0, FAST, -10, 'not-carried-out'],
    ['was right, and is fast', 0, FAST, 10, 'unknown'],
    ['is right; what it was, nobody knows', undefined, 0, 10, 'unknown'],
    ['is right; what it was, nobody knows', undefined, 0, -10, 'unknown'],
  ] as const)
    it(`is compared with a launch ${launched} min after it by the clock that ${what}: ${expected}`, async () => {
      for (const takenUp of [true, undefined]) {
        const clock = heldTime();
        // By AWS's clock the request was made now less `then`.
        const asked = clock.now() + (then ?? 0);
        const of = instance({ launchedAt: asked + launched * MINUTE });
        const given = { ...(then !== undefined && { clockOffset: then }), ...(takenUp && { takenUp }) };
        const ends = await endOf({
          of,
          asked: given,
          // The clock is set, and 8 hours pass in which nobody looks.
          awaited: sleep(8 * HOUR + (then ?? now) - now),
          clockOffset: now,
        });
        assert.deepEqual(ends, [expected], String(takenUp));
      }
    });

  it('is compared with a launch where nobody knew the clock’s offset, as long as the clock runs on', async () => {
    const of = (minutes: number) => instance({ launchedAt: heldTime().now() + HOUR + minutes * MINUTE });
    assert.deepEqual(await endOf({ of: of(-10), awaited: wake(HOUR), clockOffset: HOUR }), ['not-carried-out']);
    assert.deepEqual(await endOf({ of: of(10), awaited: wake(HOUR), clockOffset: HOUR }), ['unknown']);
  });
});

describe('what hangs', () => {
  for (const [what, then, now] of [
    ['was right and is fast', 0, -HOUR],
    ['was fast and is right', -HOUR, 0],
    ['was slow and is right', HOUR, 0],
  ] as const)
    it(`has hung for as long as it did, where the clock ${what}`, async () => {
      const stage = trackerStage({ describe: looksAt(() => [instance({ state: 'stopping' })], { clockOffset: now }) });
      const { clock, tracker, stallAges } = stage;
      tracker.follow(request(clock, instance(), { clockOffset: then, stateBefore: 'stopping' }));
      clock.setBy(then - now);
      await clock.advance(9 * MINUTE);
      assert.deepEqual(stallAges, []);
      await clock.advance(2 * MINUTE);
      const [age = 0] = stallAges;
      assert.ok(age >= 10 * MINUTE && age <= 12 * MINUTE, String(age / MINUTE));
    });
});
