import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LeaseOwner } from '../../../../src/aws/credentials/broker.ts';
import { failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import { callerStage, jane, NOW, ok, whyNot } from '../../../stages/calls/callerStage.ts';
import { failure, flush } from '../../../stages/fakes.ts';

describe('whose the credentials are', () => {
  /** Counts the questions; each is answered as `told` is then. */
  const namingStage = (told: () => Promise<Outcome<LeaseOwner>>) => {
    let asked = 0;
    const naming = () => {
      asked += 1;
      return told();
    };
    const stage = callerStage({ naming });
    const accountSeen = async () => {
      const answer = await stage.perform();
      return answer.ok ? answer.value.seen.account : answer.failure.kind;
    };
    return { ...stage, accountSeen, asked: () => asked };
  };

  test('is asked once for all that is read at a time, and not again once it is known', async () => {
    const { accountSeen, asked } = namingStage(() => Promise.resolve(succeeded(jane)));
    const all = await Promise.all([accountSeen(), accountSeen(), accountSeen()]);
    assert.deepEqual([all, asked()], [['111122223333', '111122223333', '111122223333'], 1]);
    assert.deepEqual([await accountSeen(), asked()], ['111122223333', 1]);
  });

  test('is waited for three seconds: what was read is nobody’s then', async () => {
    const { accountSeen, clock, asked } = namingStage(() => new Promise(() => undefined));
    let seen: string | undefined = 'not yet';
    const reading = accountSeen().then((account) => (seen = account));
    await flush();
    clock.advance(2_999);
    await flush();
    assert.equal(seen, 'not yet');
    clock.advance(1);
    await reading;
    assert.deepEqual([seen, asked()], [undefined, 1]);
  });

  test('makes the moment at which an answer came no later, and AWS’s clock no other one, while it is waited for', async () => {
    const answer = ok({ date: new Date(NOW).toUTCString() });
    const { perform, clock } = callerStage({ answer, naming: () => new Promise(() => undefined) });
    const reading = perform();
    await flush();
    clock.advance(3_000);
    const read = await reading;
    assert.deepEqual(read.ok && read.value.seen, { at: NOW });
  });

  test('isn’t asked where it is known already', async () => {
    const { perform, questions } = callerStage({ owner: jane });
    const answer = await perform();
    assert.equal(answer.ok && answer.value.seen.account, '111122223333');
    assert.deepEqual(questions, []);
  });

  test('is asked again a minute after nobody could say', async () => {
    let told: Outcome<LeaseOwner> = failed(failure('timeout'));
    const { accountSeen, clock, asked } = namingStage(() => Promise.resolve(told));
    clock.advance(60_000);
    assert.deepEqual([await accountSeen(), asked()], [undefined, 1]);
    told = succeeded(jane);
    clock.advance(59_999);
    assert.deepEqual([await accountSeen(), asked()], [undefined, 1]);
    clock.advance(1);
    assert.deepEqual([await accountSeen(), asked()], ['111122223333', 2]);
  });

  test('isn’t asked by the calls that find it out, nor after a call that changes something', async () => {
    const { perform, asked } = namingStage(() => Promise.resolve(succeeded(jane)));
    for (const ask of [{ service: 'STS' }, { service: 'IAM' }, { mutating: true }] as const)
      assert.equal((await perform(ask)).ok, true);
    assert.equal(asked(), 0);
  });
});

test('AWS’s clock is told where it differs by more than a date in whole seconds can', async () => {
  const rows: readonly (readonly [ahead: number, told: number | undefined])[] = [
    [0, undefined],
    [1_000, undefined],
    [2_000, 2_000],
    [-3_000, undefined],
    [-4_000, -4_000],
    [3_600_000, 3_600_000],
  ];
  for (const [ahead, expected] of rows) {
    const answer = await callerStage({ answer: ok({ date: new Date(NOW + ahead).toUTCString() }) }).perform();
    assert.equal(answer.ok && answer.value.seen.clockOffset, expected, String(ahead));
  }
  for (const headers of [{}, { date: 'today' }]) {
    const answer = await callerStage({ answer: ok(headers) }).perform();
    assert.ok(answer.ok && !('clockOffset' in answer.value.seen));
  }
});

describe('who would answer', () => {
  const never = new AbortController().signal;

  test('is AWS, or what the profile leads to, for each service', async () => {
    const { caller, events } = callerStage({ section: { services: 'x', endpoint_url: 'http://localhost:4566' } });
    assert.equal(await caller.answerer('staging', 'EC2', never), 'http://localhost:4566');
    assert.deepEqual(events, ['lease staging'], 'nobody is asked for a code');
    assert.equal(await callerStage().caller.answerer('staging', 'EC2', never), 'aws');
  });

  test('isn’t known of no profile, nor without credentials', async () => {
    assert.equal(await callerStage().caller.answerer('gone', 'EC2', never), undefined);
    const { caller } = callerStage({ leased: failure('signin-expired') });
    assert.equal(await caller.answerer('staging', 'EC2', never), undefined);
  });
});

test('a list has as many pages as the caller was made for', () => {
  const { caller } = callerStage({ mostPages: 2 });
  const tokens = caller.listTokens('fis:ListExperiments');
  assert.deepEqual(tokens.next('one'), succeeded('one'));
  const second = tokens.next('two');
  assert.ok(!second.ok && second.failure.operation === 'fis:ListExperiments');
});

test('what is told of a good answer’s text is without secrets, too, and the time is the clock’s', async () => {
  const { caller, secrets } = callerStage();
  secrets.add('hunter22');
  assert.doesNotMatch(caller.withoutSecrets(failure('denied', { message: 'Not hunter22.' })).message, /hunter22/);
  assert.equal(caller.now(), NOW);
  const thrown = await whyNot(callerStage().perform({ scope: { profile: 'staging', region: '' } }));
  assert.equal(thrown.code, 'InvalidRegion');
});
