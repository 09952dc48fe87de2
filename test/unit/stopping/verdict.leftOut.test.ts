import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../src/model/operation.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { showsRequest, verdictOf } from '../../../src/stopping/verdict.ts';
import { deployment, pauseHook, sightingIn } from '../../stages/fakes.ts';

const goOn: Operation = { type: 'continue', action: 'CONTINUE', hookId: 'h1' };
const goBack: Operation = { type: 'continue', action: 'ROLLBACK', hookId: 'h1' };

describe('the verdict of a deployment that was to continue', () => {
  it('11.9: says neither while the answer leaves out the hook that was answered, what it does, or all hooks', () => {
    const unnamed: Operation = { type: 'continue', action: 'CONTINUE' };
    const answers: readonly (readonly [string, ServiceDeployment['hooks'], readonly Operation[]])[] = [
      ['none', [], [goOn, goBack, unnamed]],
      ['another one that is over', [pauseHook('h0', 'SUCCEEDED')], [goOn, goBack]],
      ['no status', [pauseHook('h1', 'unknown')], [goOn, goBack, unnamed]],
      ['one that AWS added later', [pauseHook('h1', 'DELIBERATING')], [goOn, goBack, unnamed]],
    ];
    for (const [what, hooks, operations] of answers)
      for (const operation of operations) {
        const observed = deployment({ hooks });
        assert.equal(verdictOf(operation, sightingIn(observed), true), undefined, what);
        assert.equal(showsRequest(operation, observed), undefined, what);
      }
    for (const status of ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'TIMED_OUT'])
      assert.equal(verdictOf(goOn, sightingIn(deployment({ hooks: [pauseHook('h1', status)] })))?.type, 'continued');
    // That it waits for a person is true whatever kind of hook the answer calls it, or doesn't.
    const nameless = { id: 'h1', targetType: 'unknown', status: 'AWAITING_ACTION' };
    assert.equal(verdictOf(goOn, sightingIn(deployment({ hooks: [nameless] }))), undefined);
    assert.equal(verdictOf(goOn, sightingIn(deployment({ status: 'SUCCESSFUL' })))?.type, 'continued');
  });
});
