import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { netGap, stoppersOf } from '../../../../src/model/resources/safetyNet.ts';
import { experiment, summary } from '../../../stages/history/history.ts';

const alarm = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const [a, b] = [alarm('a'), alarm('b')];
const of = (...arns: readonly string[]) => arns.map((value) => ({ source: 'aws:cloudwatch:alarm', value }));
const NONE = { source: 'none' };

const withConditions = (
  stopConditions: readonly { readonly source: string; readonly value?: string }[],
  more: Parameters<typeof summary>[0] = {},
) => {
  const whole = experiment({ state: 'running', ...more }, {}, []);
  return { ...whole, ...(whole.full && { full: { ...whole.full, stopConditions } }) };
};

describe('what may stop an experiment before its end', () => {
  it('is each alarm by its ARN, and a condition of another kind by its source', () => {
    const stopConditions = [NONE, ...of(a), { source: 'aws:later' }, ...of(b)];
    assert.deepEqual(stoppersOf({ stopConditions }), [a, 'aws:later', b]);
    assert.deepEqual(stoppersOf({ stopConditions: [NONE] }), []);
  });

  for (const [name, one, alarms, gap] of [
    ['nothing, where it has no condition', withConditions([]), {}, 'no-condition'],
    ['nothing, where it says that it has none', withConditions([NONE]), undefined, 'no-condition'],
    ['an alarm of which nothing is known', withConditions(of(a)), undefined, undefined],
    ['an alarm that nobody asked about', withConditions(of(a)), { [b]: 'gone' }, undefined],
    ['an alarm that is there', withConditions(of(a)), { [a]: 'OK' }, undefined],
    ['an alarm that goes off', withConditions(of(a)), { [a]: 'ALARM' }, undefined],
    ['nothing, where its alarm is gone', withConditions(of(a)), { [a]: 'gone' }, 'dead'],
    ['nothing, where its alarm has no data', withConditions(of(a)), { [a]: 'INSUFFICIENT_DATA' }, 'dead'],
    [
      'nothing, where all alarms are dead',
      withConditions([NONE, ...of(a, b)]),
      { [a]: 'gone', [b]: 'INSUFFICIENT_DATA' },
      'dead',
    ],
    ['the one of two that lives', withConditions(of(a, b)), { [a]: 'gone', [b]: 'OK' }, undefined],
    ['the one of two that may live', withConditions(of(a, b)), { [a]: 'gone' }, undefined],
    ['nobody knows what, where only a list tells of it', summary({ state: 'running' }), {}, undefined],
    ['nothing that matters, in a preview', withConditions([], { actionsMode: 'skip-all' }), {}, undefined],
    ['nothing, where its actions do run', withConditions([], { actionsMode: 'run-all' }), {}, 'no-condition'],
    [
      'nobody knows what, where its conditions can’t be read',
      withConditions([], { unread: ['stopConditions[0].source'] }),
      {},
      undefined,
    ],
    ['nothing, where something else can’t be read', withConditions([], { unread: ['roleArn'] }), {}, 'no-condition'],
  ] as const)
    it(`is ${name}`, () => assert.equal(netGap(one, alarms), gap));
});
