import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAlarms } from '../../../../../src/aws/services/cloudwatch/alarms.ts';
import { answeringWire, type Sent, type Told } from '../../../../stages/answering/answeringWire.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { type Given, refusal } from '../../../../stages/calls/callerStage.ts';
import { failed } from '../../../../../src/model/failure.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const arnOf = (name: string, account = '111122223333', region = 'eu-west-1'): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
const alarm = (name: string, StateValue: unknown) => ({ AlarmArn: arnOf(name), StateValue });
const namesIn = ({ body }: Sent): readonly string[] =>
  (JSON.parse(body) as { readonly AlarmNames: readonly string[] }).AlarmNames;

interface Alarms {
  readonly MetricAlarms?: unknown;
  readonly CompositeAlarms?: unknown;
}

async function statesOf(arns: readonly string[], answer: Alarms | ((sent: Sent) => Told), given: Given = {}) {
  const { caller, asked, events } = answeringWire(
    (sent) => (typeof answer === 'function' ? answer(sent) : JSON.stringify(answer)),
    given,
  );
  return { answer: await createAlarms(caller).states(scope, arns, never()), asked, events };
}

describe('the states of alarms', () => {
  it('are asked of CloudWatch by their names, of metric and of composite alarms', async () => {
    const { answer, asked, events } = await statesOf([arnOf('cpu'), arnOf('a:b'), arnOf('cpu')], {
      MetricAlarms: [alarm('cpu', 'OK')],
      CompositeAlarms: [alarm('a:b', 'ALARM')],
    });
    assert.deepEqual(valueOf(answer), { [arnOf('cpu')]: 'OK', [arnOf('a:b')]: 'ALARM' });
    assert.equal(answer.ok && answer.seen.account, '111122223333');
    const [sent, ...others] = asked;
    assert.ok(sent !== undefined);
    assert.deepEqual(others, []);
    assert.equal(sent.url, 'https://monitoring.eu-west-1.amazonaws.com/');
    assert.deepEqual(JSON.parse(sent.body), {
      ...{ AlarmNames: ['cpu', 'a:b'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
    });
    assert.equal(sent.headers['content-type'], 'application/x-amz-json-1.0');
    assert.equal(sent.headers['x-amz-target'], 'GraniteServiceVersion20100801.DescribeAlarms');
    assert.match(sent.headers['authorization'] ?? '', /\/eu-west-1\/monitoring\/aws4_request/);
    assert.ok(events.includes('take staging/eu-west-1 cloudwatch-alarms 1'));
  });

  for (const [what, name, other] of [
    ['a joined emoji', 'deploy 👩\u200d💻', 'deploy 👩💻'],
    ['a Persian word', 'خطای می\u200cخواهم', 'خطای میخواهم'],
    ['a conjunct of Devanagari', 'क्\u200dष', 'क्ष'],
    ['what has no width', 'p95\u200b', 'p95'],
    ['what turns the rest', '\u202eerrors', 'errors'],
  ] as const)
    it(`are those of names with characters that aren’t drawn, letter by letter: ${what}`, async () => {
      const told = { MetricAlarms: [alarm(name, 'ALARM'), alarm('cpu', 'OK')] };
      const { answer, asked } = await statesOf([arnOf(name), arnOf('cpu'), arnOf(other), arnOf('none')], told);
      assert.deepEqual(valueOf(answer), {
        ...{ [arnOf(name)]: 'ALARM', [arnOf('cpu')]: 'OK', [arnOf(other)]: 'gone', [arnOf('none')]: 'gone' },
      });
      assert.deepEqual(asked.map(namesIn), [[name, 'cpu', other, 'none']]);
    });

  it('are asked of a hundred a call', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `alarm-${index}`);
    const { answer, asked } = await statesOf(
      names.map((name) => arnOf(name)),
      (sent) => JSON.stringify({ MetricAlarms: namesIn(sent).map((name) => alarm(name, 'OK')) }),
    );
    assert.deepEqual(valueOf(answer), Object.fromEntries(names.map((name) => [arnOf(name), 'OK'])));
    assert.deepEqual(
      asked.map((sent) => namesIn(sent).length).toSorted((a, b) => a - b),
      [1, 100, 100],
    );
  });

  it('are not asked of what is in another region, or no alarm', async () => {
    const others = [arnOf('far', '111122223333', 'us-east-1'), 'arn:aws:sns:eu-west-1:111122223333:topic', 'odd'];
    const none = await statesOf(others, { MetricAlarms: [] });
    assert.deepEqual([none.answer.ok, none.asked], [true, []]);
    assert.deepEqual(valueOf(none.answer), {});
    const one = await statesOf([...others, arnOf('cpu')], { MetricAlarms: [alarm('cpu', 'OK')] });
    assert.deepEqual(valueOf(one.answer), { [arnOf('cpu')]: 'OK' });
    assert.deepEqual(one.asked.map(namesIn), [['cpu']]);
  });

  it('are gone where AWS doesn’t tell the alarm, of the account that answered alone', async () => {
    const foreign = arnOf('cpu', '444455556666');
    const { answer } = await statesOf([arnOf('cpu'), foreign], { MetricAlarms: [] });
    assert.deepEqual(valueOf(answer), { [arnOf('cpu')]: 'gone' });
    const nobody = await statesOf(
      [arnOf('cpu'), foreign],
      { MetricAlarms: [] },
      {
        naming: () => Promise.resolve(failed(failure('denied'))),
      },
    );
    assert.deepEqual(valueOf(nobody.answer), {});
  });

  for (const [what, body] of [
    ['an alarm without an ARN', { MetricAlarms: [{ StateValue: 'OK' }] }],
    ['an alarm whose name has two lines', { MetricAlarms: [alarm('one\ntwo', 'OK')] }],
    ['an alarm that is no record', { MetricAlarms: [], CompositeAlarms: ['odd'] }],
    ['no list of metric alarms', { MetricAlarms: {} }],
    ['no list of composite alarms', { MetricAlarms: [], CompositeAlarms: 'odd' }],
  ] as const)
    it(`are not gone where AWS tells ${what}: it could be any`, async () => {
      assert.deepEqual(valueOf((await statesOf([arnOf('cpu')], body)).answer), {});
    });

  it('are unread, and not gone, where only the state can’t be read', async () => {
    const { answer } = await statesOf(
      ['cpu', 'disk', 'gone'].map((name) => arnOf(name)),
      {
        MetricAlarms: [alarm('cpu', 7), alarm('disk', 'INSUFFICIENT_DATA')],
        CompositeAlarms: null,
      },
    );
    assert.deepEqual(valueOf(answer), { [arnOf('disk')]: 'INSUFFICIENT_DATA', [arnOf('gone')]: 'gone' });
  });

  it('are unread as one where any call fails, or answers without a list', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
    const { answer } = await statesOf(
      names.map((name) => arnOf(name)),
      (sent) =>
        namesIn(sent).length === 1 ? refusal('AccessDeniedException', 403) : JSON.stringify({ MetricAlarms: [] }),
    );
    const why = failureIn(answer);
    assert.deepEqual([why.kind, why.operation], ['denied', 'cloudwatch:DescribeAlarms']);
    for (const odd of [{}, { CompositeAlarms: [] }])
      assert.equal(failureIn((await statesOf([arnOf('cpu')], odd)).answer).kind, 'malformed');
  });

  it('are unread where the profile led to another account between two calls', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `alarm-${index}`);
    const wire = answeringWire((sent) => {
      const account = namesIn(sent).length === 1 ? '444455556666' : '111122223333';
      wire.lease.learn({ account, caller: `arn:aws:iam::${account}:user/jane` });
      return JSON.stringify({ MetricAlarms: [] });
    });
    const answer = await createAlarms(wire.caller).states(
      scope,
      names.map((name) => arnOf(name)),
      never(),
    );
    assert.equal(
      answer.ok ? undefined : answer.failure.message,
      'The profile led to another account while this was being read.',
    );
  });
});
