import assert from 'node:assert/strict';
import { commandOf, leverItem } from '../../src/ui/commands/runningExperiments.ts';
import { experiment, refTo } from '../stages/fakes.ts';
import { leverLike } from '../stages/resources.ts';

describe('Enter in the list behind the status bar', () => {
  it('asks about the safety lever of the row, whichever others are engaged', () => {
    for (const region of ['eu-west-1', 'us-east-1']) {
      const lever = leverLike({ scope: { profile: 'staging', region }, state: 'engaged' });
      const row = leverItem({ productionMark: () => undefined }, lever);
      const { kind, scope, id } = lever;
      assert.deepEqual(commandOf(row), ['halt.disengageSafetyLever', { kind, scope, id }]);
    }
  });

  it('shows an experiment, and does of everything else what the row says', () => {
    const ref = refTo(experiment());
    assert.deepEqual(commandOf({ ref }), ['halt.showDetails', ref]);
    assert.deepEqual(commandOf({ command: 'halt.stopAllExperiments' }), ['halt.stopAllExperiments']);
    assert.equal(commandOf({}), undefined);
  });
});
