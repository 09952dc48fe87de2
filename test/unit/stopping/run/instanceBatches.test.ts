import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type Failure, failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import { type BatchAnswer, sendInBatches, RESENDS } from '../../../../src/stopping/run/instanceBatches.ts';
import { outlastThrottling } from '../../../../src/stopping/run/outlastThrottling.ts';
import { failure, heldTime } from '../../../stages/fakes.ts';
import type { Changed, StateChange } from '../../../../src/model/ports/awsChanges.ts';
import { assertProperty } from '../../../stages/property.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `i-${String(index).padStart(4, '0')}`);

/** Sends to an EC2 that refuses a call for its first bad member with that member's failure. */
async function send(
  all: readonly string[],
  refuse: (batch: readonly string[], now: number) => Failure | undefined,
  again = 0,
  leavesOut: (id: string, call: number) => boolean = () => false,
): Promise<{ calls: (readonly string[])[]; answers: Map<string, BatchAnswer>; refused: string[] }> {
  const calls: (readonly string[])[] = [];
  const answers = new Map<string, BatchAnswer>();
  const clock = heldTime();
  const begun = clock.now();
  const work = sendInBatches(
    all,
    (batch) => {
      calls.push(batch);
      const why = refuse(batch, clock.now() - begun);
      const value: Changed<readonly StateChange[]> = {
        value: batch
          .filter((id) => !leavesOut(id, calls.length))
          .map((id) => ({ id, previous: 'running', current: 'stopping' })),
        requestId: 'r',
      };
      const outcome: Outcome<Changed<readonly StateChange[]>> = why ? failed(why) : succeeded(value);
      return Promise.resolve(outcome);
    },
    again,
    clock,
    {
      settle: (id, answer) => {
        assert.ok(!answers.has(id), `${id} was settled twice`);
        answers.set(id, answer);
      },
      throttled: () => {},
    },
  );
  for (let done = false; !done;) {
    done = await Promise.race([work.then(() => true), clock.advance(60_000).then(() => false)]);
  }
  assert.equal(answers.size, all.length, 'every one is settled');
  const refused = [...answers].flatMap(([id, answer]) => (answer.failure ? [id] : []));
  return { calls, answers, refused };
}

const refusing =
  (bad: readonly string[], words: (named: string) => Failure) =>
  (batch: readonly string[]): Failure | undefined => {
    const first = batch.find((id) => bad.includes(id));
    return first === undefined ? undefined : words(first);
  };

/** As EC2 says it, for each code that it refuses a member with. */
const refusals: Readonly<Record<string, (id: string) => Failure>> = {
  'InvalidInstanceID.NotFound': (id) =>
    failure('not-found', { code: 'InvalidInstanceID.NotFound', message: `The instance ID '${id}' does not exist` }),
  'InvalidInstanceID.Malformed': (id) =>
    failure('refused', { code: 'InvalidInstanceID.Malformed', message: `Invalid id: "${id}"` }),
  IncorrectInstanceState: (id) =>
    failure('refused', { message: `The instance '${id}' is not in a state from which it can be stopped.` }),
  OperationNotPermitted: (id) =>
    failure('refused', { message: `The instance '${id}' may not be stopped. Modify its 'disableApiStop' attribute.` }),
  UnsupportedOperation: (id) =>
    failure('refused', { message: `You can't stop the Spot Instance '${id}' because of its one-time request.` }),
  UnsupportedHibernationConfiguration: (id) =>
    failure('refused', { message: `The instance was not configured at launch for hibernation: ${id}` }),
  UnauthorizedOperation: (id) =>
    failure('denied', { message: `not authorized on resource: arn:aws:ec2:eu-west-1:1:instance/${id} because …` }),
};

describe('batches', () => {
  it('send 500 in one call and 1,001 in three', async () => {
    const { calls, answers } = await send(ids(500), () => undefined);
    assert.equal(calls.length, 1);
    assert.deepEqual(answers.get('i-0007'), { previous: 'running', current: 'stopping', requestId: 'r' });
    assert.deepEqual(
      (await send(ids(1001), () => undefined)).calls.map((batch) => batch.length),
      [500, 500, 1],
    );
  });

  it('blame nobody in the call whose id is the session of who asked', async () => {
    const asker = 'User: arn:aws:sts::1:assumed-role/host/i-0100 is not authorized to perform: ec2:StopInstances';
    const denial = (id: string) =>
      failure('denied', { message: `${asker} on resource: arn:aws:ec2:eu-west-1:1:instance/${id} because …` });
    const { calls, answers } = await send(ids(500), refusing(['i-0321'], denial));
    assert.deepEqual(
      calls.map((batch) => batch.length),
      [500, 499],
    );
    assert.equal(answers.get('i-0100')?.current, 'stopping');
    assert.equal(answers.get('i-0321')?.failure?.kind, 'denied');
  });

  for (const [code, words] of Object.entries(refusals)) {
    it(`isolate one bad member of 500 in two calls: ${code}`, async () => {
      const { calls, refused, answers } = await send(ids(500), refusing(['i-0321'], words));
      assert.deepEqual(
        calls.map((batch) => batch.length),
        [500, 499],
      );
      assert.deepEqual(refused, ['i-0321']);
      assert.deepEqual(answers.get('i-0321')?.failure, words('i-0321'));
    });
  }

  it('send on in small calls where a second is bad, so that each costs the others little', async () => {
    const bad = ids(500).filter((_, index) => index % 40 === 7);
    const { calls, refused } = await send(
      ids(500),
      refusing(bad, (id) => failure('refused', { message: `'${id}' may not be stopped` })),
    );
    assert.deepEqual(refused, bad);
    assert.deepEqual(
      calls.slice(0, 3).map((batch) => batch.length),
      [500, 499, 50],
    );
    assert.ok(calls.slice(2).every((batch) => batch.length <= 50));
    assert.ok(calls.length <= 2 + 10 + bad.length, `${calls.length} calls`);
    assert.ok(calls.flat().length <= 500 + 499 + 498 + 50 * bad.length, `${calls.flat().length} members in all`);
  });

  it('stop all the others within a minute where AWS counts the members that it refused', async () => {
    const bad = ids(500).filter((_, index) => index % 40 === 7);
    const bucket = { tokens: 1000, at: 0 };
    let took = 0;
    const { refused } = await send(ids(500), (batch, now) => {
      took = now;
      bucket.tokens = Math.min(1000, bucket.tokens + ((now - bucket.at) / 1000) * 20);
      bucket.at = now;
      if (bucket.tokens < batch.length) return failure('throttled');
      bucket.tokens -= batch.length;
      const first = batch.find((id) => bad.includes(id));
      return first === undefined ? undefined : failure('refused', { message: `'${first}' may not be stopped` });
    });
    assert.deepEqual(refused, bad);
    assert.ok(took <= 60_000, `${took} ms`);
  });

  it('isolate several that one message names at once', async () => {
    const { calls, refused } = await send(ids(500), (batch) =>
      batch.includes('i-0001')
        ? failure('not-found', { message: "The instance IDs 'i-0001, i-0400' do not exist" })
        : undefined,
    );
    assert.deepEqual([calls.length, refused], [2, ['i-0001', 'i-0400']]);
  });

  it('take no id for another that begins with it', async () => {
    const { refused } = await send(
      ['i-1', 'i-12'],
      refusing(['i-12'], (id) => failure('refused', { message: `'${id}' no` })),
    );
    assert.deepEqual(refused, ['i-12']);
  });

  it('find bad members that the message does not name, by halves', async () => {
    const { calls, refused } = await send(
      ids(500),
      refusing(['i-0100', 'i-0450'], () => failure('refused')),
    );
    assert.deepEqual(refused, ['i-0100', 'i-0450']);
    assert.ok(calls.length <= 40, `${calls.length} calls`);
    const encoded = await send(
      ids(500),
      refusing(['i-0100'], () => failure('denied', { message: 'Encoded: abc' })),
    );
    assert.deepEqual(encoded.refused, ['i-0100']);
    assert.ok(encoded.calls.length <= 20, `${encoded.calls.length} calls`);
  });

  it('give up the search where everything is refused, without a call for each', async () => {
    const named = await send(ids(500), (batch) => refusals['UnauthorizedOperation']?.(batch[0] ?? ''));
    assert.deepEqual([named.refused.length, named.calls.length], [500, 26]);
    const unnamed = await send(ids(500), () => failure('denied'));
    assert.equal(unnamed.refused.length, 500);
    assert.ok(unnamed.calls.length <= 35, `${unnamed.calls.length} calls`);
    const refused = await send(ids(500), () => failure('refused', { code: 'InvalidParameterCombination' }));
    assert.equal(refused.refused.length, 500);
    assert.ok(refused.calls.length <= 50, `${refused.calls.length} calls`);
  });

  it('send a member again only in a call that AWS surely did not carry out', async () => {
    const { calls, refused, answers } = await send(ids(1000), (batch) =>
      batch.includes('i-0000') ? failure('cut', { mayHaveHappened: true }) : undefined,
    );
    assert.deepEqual([calls.length, refused.length], [2, 500]);
    assert.equal(answers.get('i-0499')?.failure?.mayHaveHappened, true);
    const doubtful = await send(ids(10), () => failure('refused', { mayHaveHappened: true, message: "'i-0001'" }));
    assert.equal(doubtful.calls.length, 1);
  });

  const reset = failure('cut', { code: 'ECONNRESET', mayHaveHappened: true });

  it('C22: one reset connection and one bad member leave 12 of 13 stopped, and the bad one in doubt', async () => {
    const bad = 'i-0005';
    // The first attempt was cut, the second refused: one call of the SDK's, and nobody knows what the first one did.
    const refuse = (batch: readonly string[]) =>
      batch.includes(bad)
        ? failure('refused', { code: 'IncorrectInstanceState', message: `'${bad}'`, mayHaveHappened: true })
        : undefined;
    const { calls, answers, refused } = await send(ids(13), refuse, RESENDS);
    assert.deepEqual(
      calls.map((batch) => batch.length),
      [13, 12],
    );
    assert.deepEqual([refused, answers.get(bad)?.failure?.mayHaveHappened], [[bad], true]);
  });

  it('C22: what is in doubt is sent again at most twice, and not at all where it must not be', async () => {
    for (const [again, lost, counted, doubtful] of [
      [RESENDS, 1, 2, 0],
      [RESENDS, 2, 3, 0],
      [RESENDS, 9, 3, 13],
      [0, 1, 1, 13],
    ] as const) {
      let left = lost;
      const { calls, refused } = await send(ids(13), () => ((left -= 1) >= 0 ? reset : undefined), again);
      assert.deepEqual([calls.length, refused.length], [counted, doubtful], `${again} ${lost}`);
    }
  });

  it('C22: no member is in more than three calls that AWS may have carried out, whatever is lost and bad', async () => {
    await assertProperty(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat({ max: 39 }), { maxLength: 4 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        async (count, badAt, losses) => {
          const all = ids(count);
          const bad = badAt.map((at) => all[at % count] ?? '');
          const arrived = new Map<string, number>();
          const { answers } = await send(
            all,
            (batch) => {
              const isLost = losses.shift() ?? false;
              const named = batch.find((id) => bad.includes(id));
              if (isLost || named === undefined) {
                for (const id of batch) arrived.set(id, (arrived.get(id) ?? 0) + 1);
              }
              if (named !== undefined) return failure('refused', { message: `'${named}'`, mayHaveHappened: isLost });
              return isLost ? reset : undefined;
            },
            RESENDS,
          );
          assert.ok(Math.max(0, ...arrived.values()) <= 1 + RESENDS);
          for (const [id, { failure: why }] of answers) {
            if (why && (arrived.get(id) ?? 0) > 0) assert.equal(why.mayHaveHappened, true, `${id} may have arrived`);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('C22: what Halt or the person ended is not sent again, nor what may not leave any more', async () => {
    for (const kind of ['cancelled', 'forbidden', 'unknown', 'credentials-expired'] as const) {
      const { calls } = await send(ids(3), () => failure(kind, { mayHaveHappened: true }), RESENDS);
      assert.equal(calls.length, 1, kind);
    }
  });

  it('B9: ids that a good answer leaves out are in doubt, and an empty answer leaves out all', async () => {
    const some = await send(
      ids(5),
      () => undefined,
      0,
      (id) => id === 'i-0001' || id === 'i-0004',
    );
    assert.deepEqual(some.refused.toSorted(), ['i-0001', 'i-0004']);
    assert.equal(some.answers.get('i-0001')?.failure?.mayHaveHappened, true);
    assert.equal(some.answers.get('i-0002')?.current, 'stopping');
    const none = await send(
      ids(3),
      () => undefined,
      0,
      () => true,
    );
    assert.deepEqual([none.calls.length, none.refused.length], [1, 3]);
    // What asks for the same end is sent again for those that were left out, and for no other.
    const again = await send(
      ids(5),
      () => undefined,
      RESENDS,
      (id, call) => call === 1 && id === 'i-0003',
    );
    assert.deepEqual([again.calls.at(-1), again.calls.length, again.refused], [['i-0003'], 2, []]);
  });

  it('never settle twice, never leave out, and never send the settled again, whatever is bad', async () => {
    await assertProperty(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 119 }), { maxLength: 12 }),
        fc.boolean(),
        async (count, picks, named) => {
          const bad = picks.map((pick) => ids(120)[pick] ?? '').filter((id) => ids(count).includes(id));
          const { calls, refused } = await send(
            ids(count),
            refusing(bad, (id) => failure('refused', named ? { message: `'${id}'` } : {})),
          );
          assert.ok(bad.every((id) => refused.includes(id)));
          if (named) assert.deepEqual(refused.length, bad.length);
          const accepted = calls.filter((batch) => !batch.some((id) => bad.includes(id))).flat();
          assert.equal(new Set(accepted).size, accepted.length, 'nothing that was accepted is sent again');
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what AWS throttles', () => {
  it('is sent again with growing pauses, and is a failure after about half a minute', async () => {
    const clock = heldTime();
    const times: number[] = [];
    let heard = 0;
    const begun = clock.now();
    const call = () => {
      times.push(clock.now() - begun);
      return Promise.resolve(failed(failure('throttled')));
    };
    const work = outlastThrottling(call, clock, () => (heard += 1));
    await clock.advance(60_000);
    assert.equal((await work).ok, false);
    assert.deepEqual(times, [0, 1_000, 3_000, 7_000, 15_000, 30_000]);
    assert.equal(heard, 5, 'of all after which it is sent again');
    assert.equal(clock.timers(), 0);
  });

  it('succeeds as soon as AWS takes it, and is not sent again where it may have been carried out', async () => {
    const clock = heldTime();
    let heard = 0;
    const outcomes: Outcome<string>[] = [failed(failure('throttled')), succeeded('taken')];
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.resolve(outcomes.shift() ?? failed(failure('throttled', { mayHaveHappened: true })));
    };
    const work = outlastThrottling(call, clock, () => (heard += 1));
    await clock.advance(60_000);
    assert.deepEqual([await work, calls], [succeeded('taken'), 2]);
    const doubtful = await outlastThrottling(call, clock, () => (heard += 1));
    assert.equal(doubtful.ok, false);
    assert.deepEqual([calls, heard], [3, 1]);
  });
});
