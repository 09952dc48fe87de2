import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, succeeded } from '../../../../src/model/failure.ts';
import { experimentStates, stateTraits } from '../../../../src/model/resources/states.ts';
import type { ExperimentExtras } from '../../../../src/pages/pageInput.ts';
import { failure } from '../../../stages/fakes.ts';
import { experimentAnswer, pageInput, pageOfExperiment } from '../../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const nothing = { items: [], more: false, loading: false };
const arn = (name: string): string => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const condition = (name: string) => ({ source: 'aws:cloudwatch:alarm', value: arn(name) });
const DEAD = 'No alarm would stop it.';
const NONE = 'It has no stop condition: nothing else stops it before its end.';

/** What the top of the page says of the experiment's safety net. */
function netOf(
  more: Record<string, unknown>,
  alarms: ExperimentExtras['alarms'] = succeeded({ [arn('gone')]: 'gone', [arn('mute')]: 'INSUFFICIENT_DATA' }),
): string | undefined {
  const { why } = pageOfExperiment(pageInput(now, { experiment: experimentAnswer(now, more) }), {
    ...{ resolved: nothing, accounts: nothing },
    ...(alarms && { alarms }),
  });
  const [first, ...rest] = why;
  assert.ok(!rest.some(({ label }) => label === 'Safety net'), 'It stands first.');
  return first?.label === 'Safety net' && first.value.type === 'text' ? first.value.text : undefined;
}

void describe('the safety net of an experiment', () => {
  for (const [stopConditions, net] of [
    [[condition('gone')], DEAD],
    [[condition('gone'), condition('mute')], DEAD],
    [[{ source: 'none' }, condition('gone')], DEAD],
    [[condition('gone'), condition('unknown')], undefined],
    [[condition('gone'), 7], undefined],
    [[{ source: 'none' }], NONE],
    [[], NONE],
    [[{ source: 'none' }, 7], undefined],
    [[7], undefined],
    ['none', undefined],
    [[{ source: 'aws:later:kind' }], undefined],
    // What AWS adds later may stop it, though each of its alarms is dead.
    [[condition('gone'), { source: 'aws:later:kind' }], undefined],
    [[condition('gone'), { source: 'aws:cloudwatch:alarm' }], undefined],
    [[condition('gone'), { source: 'aws:later:kind', value: 'arn:later' }], undefined],
  ] as const)
    void it(`is ${net === undefined ? 'not called missing' : 'missing'} with ${JSON.stringify(stopConditions)}`, () => {
      assert.equal(netOf({ stopConditions }), net);
    });

  void it('is missed while the experiment lasts, in whatever state, and no more when it is over', () => {
    for (const status of [...Object.keys(experimentStates), 'a-state-of-later']) {
      const isOver = stateTraits('experiment', status).final;
      assert.equal(netOf({ state: { status }, stopConditions: [] }), isOver ? undefined : NONE, status);
      const stopConditions = [condition('gone')];
      assert.equal(netOf({ state: { status }, stopConditions }), isOver ? undefined : DEAD, status);
    }
  });

  void it('is not missed of a preview, which changes nothing', () => {
    for (const stopConditions of [[], [condition('gone')]])
      assert.equal(netOf({ stopConditions, experimentOptions: { actionsMode: 'skip-all' } }), undefined);
  });

  void it('is not called missing before AWS told of the alarms, nor where it doesn’t', () => {
    const stopConditions = [condition('gone')];
    assert.equal(netOf({ stopConditions }, succeeded({})), undefined);
    assert.equal(netOf({ stopConditions }, succeeded({ [arn('gone')]: 'OK' })), undefined);
    assert.equal(netOf({ stopConditions }, failed(failure('denied'))), undefined);
  });
});
