import assert from 'node:assert/strict';
import { resourceRow } from '../../src/ui/tree/rows/resourceRow.ts';
import { action, experiment } from '../stages/fakes.ts';

const full = { targets: [], stopConditions: [], targetAccounts: 0 };

describe('the row of an experiment that stops', () => {
  const again = { startInstancesAfterDuration: 'PT5M' };
  for (const [what, actions, words] of [
    ['what its post-action puts back', [{ actionId: 'aws:network:disrupt-connectivity' }], 'stopping · undoing action'],
    ['what ends with it', [{ actionId: 'aws:ecs:task-cpu-stress' }], 'stopping · undoing action'],
    ['what is in no catalogue', [{ actionId: 'aws:quantum:entangle' }], 'stopping · undoing action'],
    ['a wait, which changes nothing', [{ actionId: 'aws:fis:wait' }], 'stopping'],
    ['what asks an alarm', [{ actionId: 'aws:cloudwatch:assert-alarm-state' }], 'stopping'],
    ['what stays done', [{ actionId: 'aws:ec2:terminate-instances' }], 'stopping'],
    ['a stop without a start after it', [{ actionId: 'aws:ec2:stop-instances' }], 'stopping'],
    ['a stop with one', [{ actionId: 'aws:ec2:stop-instances', parameters: again }], 'stopping · undoing action'],
    [
      'what is over, and a wait beside it',
      [{ actionId: 'aws:ecs:task-cpu-stress', state: 'stopped' }, { actionId: 'aws:fis:wait' }],
      'stopping',
    ],
  ] as const)
    it(`names what is undone: ${what}`, () => {
      const all = actions.map((one) => action({ name: 'action', state: 'stopping', ...one }));
      const one = experiment({ state: 'stopping', full: { ...full, actions: all } });
      assert.equal(resourceRow(one, { mark: undefined, production: undefined }).description, words);
    });
});
