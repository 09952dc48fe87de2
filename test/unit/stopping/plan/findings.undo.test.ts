import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { action, experiment } from '../../../stages/fakes.ts';
import { findings, stopExperiment } from '../../../stages/stopping/plan.ts';

const full = { actions: [], targets: [], stopConditions: [{ source: 'none' }], targetAccounts: 0 };

describe('what the plan says of an experiment', () => {
  it('says of actions that have begun what the stop undoes, and nothing of those that are over or still to come', async () => {
    const of = (more: Parameters<typeof action>[0]) => action({ actionId: 'aws:ec2:stop-instances', ...more });
    const again = { startInstancesAfterDuration: 'PT5M' };
    const { startedAt: _never, ...pending } = of({ name: 'pending', state: 'pending' });
    const found = await findings(
      experiment({
        full: {
          ...full,
          actions: [
            of({ name: 'stays' }),
            of({ name: 'restored', parameters: again }),
            of({ name: 'restored already', parameters: again, state: 'completed' }),
            of({ name: 'skipped', state: 'skipped' }),
            pending,
            of({ name: 'partly', actionId: 'aws:ssm:send-command', state: 'completed' }),
            of({ name: 'new', actionId: 'aws:quantum:entangle' }),
          ],
        },
      }),
      stopExperiment,
    );
    assert.deepEqual(
      found.slice(1).map((finding) => ('undo' in finding ? `${finding.action} ${finding.undo}` : finding.type)),
      ['stays-done', 'restored restored', 'partly partly', 'new unknown'],
    );
  });
});
