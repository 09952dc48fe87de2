import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { nobodys } from '../../../src/model/sight.ts';
import { STAGING } from '../../stages/accounts.ts';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';
import { leverRef, refOf, REGION, scope, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';

/** The guards of the stage. */
const policy = { ...openPolicy(), production: [], requireReason: 'off' };

describe('what ended by itself while the dialog was open', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  it('is told as over, in the log too, though AWS refuses to stop it', async () => {
    const window = stage.window();
    const short = {
      actions: { Wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } } },
      targets: {},
    };
    const refs = [stage.startExperiment(short), stage.startExperiment(short)].map((id) => refOf('experiment', id));
    const plan = await stage.during(window.plan(refs, { type: 'stop-experiment' }));
    await stage.pass(90);
    const { answers } = await stage.during(window.run(window.confirm(plan, {})));
    assert.deepEqual(
      answers.map(({ failure }) => failure?.code),
      ['ValidationException', 'ValidationException'],
    );
    await stage.until(() => window.ends.length === refs.length);
    for (const { verdict } of window.ends)
      assert.deepEqual([verdict.type, 'state' in verdict && verdict.state], ['finished-first', 'completed']);
    const { records } = await window.audit.read();
    assert.deepEqual(
      records.map(({ ended, answered }) => [ended?.verdict.type, answered?.error?.code]),
      refs.map(() => ['finished-first', 'ValidationException']),
    );
    for (const ref of refs) assert.equal(window.follow.refusal(ref, nobodys, 'running'), undefined);
    window.dispose();
  });

  it('of deployments too', async () => {
    const window = stage.window();
    const ref = refOf('deployment', stage.deploy(120));
    const plan = await stage.during(window.plan([ref], { type: 'roll-back' }));
    await stage.until(() => stage.sim.ecs.deployment(ref.id)?.['status'] === 'SUCCESSFUL', 9);
    await stage.during(window.run(window.confirm(plan, {})));
    await stage.until(() => window.ends.length > 0);
    assert.equal(window.ends[0]?.verdict.type, 'finished-first');
    window.dispose();
  });

  it('of a pause hook that was answered, and of a safety lever that somebody else changed', async () => {
    const window = stage.window();
    const hook = { type: 'PAUSE', stages: ['PRE_SCALE_UP'] } as const;
    const deployment = refOf('deployment', stage.deploy(120, { hooks: [hook] }));
    const waits = (): string | undefined => hooksOf(stage.sim.ecs.deployment(deployment.id))[0]?.hookId;
    await stage.until(() => waits() !== undefined, 9);
    const plans = [
      await stage.during(window.plan([deployment], { type: 'continue', action: 'CONTINUE' })),
      await stage.during(window.plan([leverRef], { type: 'engage-lever', reason: 'incident' })),
    ];
    const hookId = waits() ?? '';
    // By somebody else, while the dialogs are open.
    const others = confirmed(stage, {
      confirmed: momentOf(stage.time),
      policy,
    });
    await stage.during(others.continueDeployment(scope, deployment.id, hookId, 'CONTINUE'));
    stage.sim.fis.setSafetyLever(STAGING, REGION, 'engaged', 'before you');
    await stage.pass(10);
    for (const plan of plans) await stage.during(window.run(window.confirm(plan, {})));
    await stage.until(() => window.ends.length === plans.length);
    const ends = window.ends.map(({ tracked, verdict }) => `${tracked.refusal?.code} ${verdict.type}`);
    assert.deepEqual(ends.toSorted(), ['ConflictException engaged', 'InvalidParameterException continued']);
    window.dispose();
  });
});

const hooksOf = (deployment: Readonly<Record<string, unknown>> | undefined): readonly { hookId: string }[] => {
  const hooks = deployment?.['lifecycleHookDetails'];
  return Array.isArray(hooks) ? (hooks as { hookId: string }[]) : [];
};
