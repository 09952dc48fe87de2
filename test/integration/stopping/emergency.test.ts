import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fleetOf } from '../../../src/simulator/core/sizedFleet.ts';
import { sendableOf } from '../../../src/stopping/plan/proposal.ts';
import type { Stopping, Want } from '../../../src/stopping/stopping.ts';
import { createStage, never, profileLines, type Stage } from '../../stages/aws.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';
import { plainStopping } from '../../stages/stopping/plainStopping.ts';

const REGION = 'eu-west-1';
/** Milliseconds that every call takes, and that an emergency stop may take from the confirmation on. */
const PER_CALL = 40;
const PATIENCE = 10_000;
const policy = { ...openPolicy(), production: ['shop-team-1*'], requireReason: 'off' as const };

describe('an emergency stop of 20 places', () => {
  const fleet = fleetOf({ accounts: 20, regions: 1, instances: 1, services: 0, experiments: 0 });
  const accounts = fleet.accounts.map(({ id }) => id);
  let stage: Stage;
  let stopping: Stopping;
  before(async () => {
    stage = await createStage({ fleet, latency: PER_CALL, way: 'own worker' });
    const { home, sim } = stage;
    const lines = fleet.accounts.map(({ id, alias }) => profileLines(alias, id, sim.endpoint));
    await home.write('.aws/config', lines.join(''));
    const aws = stage.another({ policy: () => policy });
    stopping = plainStopping({ reads: aws.reads, changes: aws.changes, policy: () => policy });
  });
  after(async () => {
    stopping.dispose();
    await stage.close();
  });

  const start = (account: string): string =>
    stage.sim.fis.start(account, REGION, {
      description: 'one fault',
      targets: { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 2 } },
      actions: {
        Stress: { actionId: 'aws:ecs:task-cpu-stress', parameters: { duration: 'PT10M' }, targets: { Tasks: 'Tasks' } },
      },
      stopConditions: [{ source: 'none' }],
    });
  const statusOf = (account: string, id: string): unknown =>
    (stage.sim.fis.experiment(account, REGION, id)['state'] as { readonly status?: unknown }).status;

  it('is under way everywhere within 10 seconds of the one confirmation, and touches nothing else', async () => {
    const running = fleet.accounts.flatMap(({ id: account, alias }) =>
      [start(account), start(account)].map((id) => ({ account, id, scope: { profile: alias, region: REGION } })),
    );
    const wants: readonly Want[] = [
      {
        refs: running.map(({ scope, id }) => ({ kind: 'experiment', scope, id })),
        operation: { type: 'stop-experiment' },
      },
      { refs: [], operation: { type: 'engage-lever', reason: 'nobody ticked one' } },
    ];
    const proposal = await stopping.propose(wants, 'emergency', never());
    assert.equal(sendableOf(proposal).length, running.length);
    // It appears after the plan was made.
    const late = accounts.map((account) => ({ account, id: start(account) }));
    assert.throws(() => stopping.confirmAll(proposal, {}), /typed/);
    stage.sim.log.clear();

    const begun = performance.now();
    const confirmed = stopping.confirmAll(proposal, { typed: ['stop'], reason: 'incident 4711' });
    const results = await Promise.all(confirmed.map((one) => stopping.run(one)));
    const took = performance.now() - begun;

    assert.ok(took < PATIENCE, `${Math.round(took)} ms`);
    const answers = results.flatMap((result) => result.answers);
    assert.equal(answers.length, running.length);
    assert.deepEqual(
      answers.flatMap(({ failure }) => failure ?? []),
      [],
    );
    for (const { account, id } of running)
      assert.match(String(statusOf(account, id)), /^(stopping|stopped|cancelled)$/);
    for (const { account, id } of late) assert.match(String(statusOf(account, id)), /^(pending|initiating|running)$/);
    assert.equal(stage.sim.log.count({ action: 'StopExperiment' }), running.length);
    assert.equal(stage.sim.log.count({ action: 'UpdateSafetyLeverState' }), 0);
    const { records } = await stopping.audit.read();
    assert.deepEqual([...new Set(records.map(({ requested }) => requested.account))].toSorted(), accounts.toSorted());
    assert.ok(records.every(({ requested }) => requested.reason === 'incident 4711'));
  });
});
