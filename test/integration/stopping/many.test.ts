import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { STAGING } from '../../stages/accounts.ts';
import { rates } from '../../../src/aws/call/rates.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import { sendable } from '../../../src/stopping/plan/plan.ts';
import { PROTECTION_CHECKS } from '../../../src/stopping/plan/instanceFacts.ts';
import { refOf, REGION, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

describe('500 instances in one stop', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  const launch = (special: Readonly<Record<number, InstanceSpec>> = {}): readonly TargetRef[] =>
    Array.from({ length: 500 }, (_, index) =>
      refOf('instance', stage.sim.ec2.add(STAGING, REGION, special[index] ?? {}).id),
    );

  it('costs the fewest calls that there can be', async () => {
    const refs = launch();
    const window = stage.window();
    stage.sim.log.clear();
    const plan = await stage.during(window.plan(refs, { type: 'stop' }));
    assert.equal(sendable(plan).length, 500);
    assert.deepEqual(stage.sim.log.countByAction(), {
      'sts:GetCallerIdentity': 1,
      'iam:ListAccountAliases': 1,
      'ec2:DescribeInstances': 1,
      'ec2:DescribeInstanceAttribute': PROTECTION_CHECKS,
      // A filter takes 200 volumes.
      'ec2:DescribeVolumes': 3,
      'ec2:DescribeInstanceTypes': 1,
    });
    assert.ok((stage.peaks.get('DescribeInstanceAttribute') ?? 0) <= 5);

    stage.sim.log.clear();
    const result = await stage.during(window.run(window.confirm(plan, {})));
    assert.deepEqual(stage.sim.log.countByAction(), { 'ec2:StopInstances': 1 });
    assert.equal(result.answers.length, 500);
    assert.ok(result.answers.every(({ previous, current }) => previous === 'running' && current === 'stopping'));

    stage.sim.log.clear();
    await stage.until(() => window.ends.length > 0);
    assert.equal(window.ends.length, 500);
    assert.ok(window.ends.every(({ verdict }) => verdict.type === 'stopped'));
    const looks = stage.sim.log.countByAction();
    assert.deepEqual(Object.keys(looks), ['ec2:DescribeInstances']);
    // Instances take 35 seconds: a look after the first, one every two up to half a minute, then one every four.
    assert.ok((looks['ec2:DescribeInstances'] ?? 0) <= 18, `${looks['ec2:DescribeInstances']} looks`);
    assert.equal(stage.time.timers(), 0);
  });

  it('stops the others when some are refused, and says why of each', async () => {
    const refs = launch({
      3: { operator: 'eks.amazonaws.com' },
      10: { apiStopDisabled: true },
      300: { apiStopDisabled: true },
    });
    const at = (index: number) => refs[index]?.id ?? '';
    const window = stage.window();
    const plan = await stage.during(window.plan(refs, { type: 'stop' }));
    assert.equal(sendable(plan).length, 498, 'the managed one, and the protected one among those that were checked');
    stage.sim.ec2.set(STAGING, REGION, at(200), { state: 'terminated' });
    stage.sim.ec2.set(STAGING, REGION, at(400), { apiStopDisabled: true });
    stage.sim.log.clear();
    const { answers } = await stage.during(window.run(window.confirm(plan, {})));
    // 500, 499, then the other 498 in tens of fifty, one of them twice.
    assert.equal(stage.sim.log.count({ action: 'StopInstances' }), 13);
    assert.deepEqual(
      answers.flatMap(({ tracked, failure }) =>
        failure ? [[refs.findIndex(({ id }) => id === tracked.ref.id), failure.code]] : [],
      ),
      [
        [200, 'IncorrectInstanceState'],
        [300, 'OperationNotPermitted'],
        [400, 'OperationNotPermitted'],
      ],
    );
    assert.deepEqual(
      window.ends.map(({ verdict }) => verdict.type),
      ['refused', 'refused'],
    );
    assert.equal(window.follow.following().length, 496);
    const gone = () => window.ends.find(({ tracked }) => tracked.ref.id === at(200));
    await stage.until(() => gone() !== undefined);
    assert.equal(gone()?.verdict.type, 'terminated', 'a look tells that it had ended before');
    window.dispose();
    const { records } = await window.audit.read();
    const record = records.find(({ requested }) => requested.resource === at(300));
    assert.equal(record?.answered?.error?.code, 'OperationNotPermitted');
    assert.equal(record?.ended?.verdict.type, 'refused');
  });

  it('holds up nobody when a dozen turn out to be protected', async () => {
    const guarded = Array.from({ length: 12 }, (_, index) => 60 + index * 36);
    const refs = launch(Object.fromEntries(guarded.map((index) => [index, { apiStopDisabled: true }])));
    const window = stage.window();
    const plan = await stage.during(window.plan(refs, { type: 'stop' }));
    stage.sim.log.clear();
    const begun = { own: stage.waited(), now: stage.time.now() };
    const { answers } = await stage.during(window.run(window.confirm(plan, {})));
    window.dispose();
    assert.deepEqual(
      answers.flatMap(({ failure }, index) => (failure ? [[index, failure.code]] : [])),
      guarded.map((index) => [index, 'OperationNotPermitted']),
    );
    assert.equal(stage.waited(), begun.own, 'Halt’s own rate limits hold up none of the calls');
    assert.ok(stage.time.now() - begun.now <= 2_000);
    assert.ok(stage.sim.log.count({ action: 'StopInstances' }) <= 2 + 10 + guarded.length);
  });

  it('doesn’t keep the person waiting for Halt’s own rate limits', () => {
    const { burst, refill } = rates.ec2Unpaged;
    const seconds = (PROTECTION_CHECKS + 1 - burst) / refill;
    assert.ok(seconds <= 6, `${seconds} s before the prompt`);
    assert.ok(500 <= rates.ec2StoppedInstances.burst, 'one stop of 500 fits');
  });
});
