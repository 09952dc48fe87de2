import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NotTypedError } from '../../../src/stopping/confirmation.ts';
import { sendableOf } from '../../../src/stopping/plan/proposal.ts';
import type { Want } from '../../../src/stopping/stopping.ts';
import { STAGING } from '../../stages/accounts.ts';
import { refOf, REGION, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';

describe('everything that was shown, in one confirmation', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  it('sends what was planned by its number, and nothing that came later', async () => {
    const add = (count: number) => Array.from({ length: count }, () => stage.sim.ec2.add(STAGING, REGION, {}).id);
    const instances = add(9);
    const experiments = [stage.startExperiment(), stage.startExperiment()];
    const deployments = [stage.deploy(60), stage.deploy(60)];
    const gone = 'i-00000000000000000';
    const wants: readonly Want[] = [
      { refs: [...instances, gone].map((id) => refOf('instance', id)), operation: { type: 'stop' } },
      { refs: deployments.map((arn) => refOf('deployment', arn)), operation: { type: 'roll-back' } },
      { refs: experiments.map((id) => refOf('experiment', id)), operation: { type: 'stop-experiment' } },
    ];
    const window = stage.window();
    const proposal = await stage.during(window.propose(wants, 'matching'));
    assert.equal(sendableOf(proposal).length, 13);
    const [late = ''] = add(1);
    const lateExperiment = stage.startExperiment();
    const lateDeployment = stage.deploy(0);
    for (const typed of [[], ['14'], ['3'], ['1']]) {
      assert.throws(() => window.confirmAll(proposal, { typed }), NotTypedError);
    }
    for (const plan of proposal.plans) assert.throws(() => window.confirm(plan, { typed: ['13'] }), /together/);
    assert.deepEqual(stage.sent, []);

    const confirmed = window.confirmAll(proposal, { typed: ['13'] });
    const results = await stage.during(Promise.all(confirmed.map((one) => window.run(one))));
    assert.deepEqual(
      results.flatMap(({ answers }) => answers.map(({ tracked, failure }) => [tracked.ref.id, failure?.code])),
      [...instances, ...deployments, ...experiments].map((id) => [id, undefined]),
    );
    await stage.until(() => window.ends.length === 13);
    assert.deepEqual([...new Set(window.ends.map(({ verdict }) => verdict.type))].toSorted(), [
      'rolled-back',
      'stopped',
    ]);
    const touched = window.ends.map(({ tracked }) => tracked.ref.id);
    for (const id of [late, lateExperiment, lateDeployment, gone]) assert.ok(!touched.includes(id), id);
    assert.equal(stage.sim.ec2.instances(STAGING, REGION).find(({ id }) => id === late)?.state, 'running');
    window.dispose();
  });
});
