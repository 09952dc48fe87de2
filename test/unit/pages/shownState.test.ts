import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentStates } from '../../../src/model/resources/states.ts';
import { shownState, targetState } from '../../../src/pages/shownState.ts';
import { deployment, experiment, instance, pauseHook } from '../../stages/fakes.ts';
import { english } from '../../stages/panel/english.ts';

const hooks = [pauseHook('h')];

describe('the state of something that can be stopped', () => {
  it('is paused of a deployment that waits at a pause hook, with the stage where that is known', () => {
    assert.deepEqual(targetState(deployment({ hooks, lifecycleStage: 'POST_SCALE_UP' }), english), {
      appearance: 'paused',
      label: 'paused at POST_SCALE_UP',
    });
    assert.deepEqual(targetState(deployment({ hooks }), english), { appearance: 'paused', label: 'paused' });
  });

  it('is AWS’s own of a deployment that waits for nobody', () => {
    for (const answered of [[], [pauseHook('h', 'SUCCEEDED')], [{ ...pauseHook('h'), targetType: 'AWS_LAMBDA' }]])
      assert.deepEqual(targetState(deployment({ hooks: answered }), english), {
        appearance: 'running',
        label: 'IN_PROGRESS',
      });
  });

  for (const status of [...Object.keys(deploymentStates), 'HOVERING'].filter((one) => one !== 'IN_PROGRESS'))
    it(`is AWS’s own of a deployment in ${status}, whatever its hooks say`, () => {
      assert.deepEqual(targetState(deployment({ status, hooks }), english), shownState('deployment', status));
    });

  it('is AWS’s own of everything else', () => {
    for (const state of ['running', 'stopping', 'HOVERING']) {
      assert.deepEqual(targetState(instance({ state }), english), shownState('instance', state));
      assert.deepEqual(targetState(experiment({ state }), english), shownState('experiment', state));
    }
  });
});
