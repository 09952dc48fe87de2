import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { STAGING } from '../../stages/accounts.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import { type Plan, sendable } from '../../../src/stopping/plan/plan.ts';
import type { Stopping } from '../../../src/stopping/stopping.ts';
import { never } from '../../stages/aws.ts';
import { until } from '../../stages/polling.ts';
import { refOf, REGION, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { plainStopping } from '../../stages/stopping/plainStopping.ts';

const MANY = 1_000;

describe('a preflight, while AWS counts what it is asked', () => {
  let stage: StoppingStage;
  let begun: Stopping | undefined;
  // Also where a test fails: what is followed would be looked at for ever, by a clock that waits for nobody.
  afterEach(async () => {
    begun?.dispose();
    await stage.close();
  });

  /** The preflight on; AWS's limits, and Halt's own waits, by the same clock. */
  const begin = async (): Promise<Stopping> => {
    stage = await stoppingStage({ inStep: true, throttling: true });
    begun = plainStopping({
      ...{ reads: stage.reads, changes: stage.changes, clock: stage.clientClock },
      dryRuns: () => stage.permissions,
    });
    return begun;
  };
  const launch = (count: number, spec: InstanceSpec): readonly TargetRef[] =>
    Array.from({ length: count }, () => refOf('instance', stage.sim.ec2.add(STAGING, REGION, spec).id));
  const throttled = () => stage.sim.log.entries().filter(({ status, service }) => service === 'ec2' && status === 503);
  const dry = () => stage.sim.log.entries().filter(({ parameters }) => parameters['DryRun'] === 'true');

  it('leaves a stop of 1,000 the whole of what AWS lets it stop', async () => {
    const stopping = await begin();
    const plan = await stopping.plan(launch(MANY, {}), { type: 'stop' }, never());
    assert.equal(sendable(plan).length, MANY);
    assert.ok(dry().length > 0);
    const confirmedAt = stage.clientClock.now();
    const { answers } = await stopping.run(stopping.confirm(plan, {}));
    assert.deepEqual(throttled(), []);
    assert.ok(answers.every(({ current }) => current === 'stopping'));
    assert.equal(answers.length, MANY);
    assert.ok(stage.clientClock.now() - confirmedAt < 5_000, 'it waited for no more than what a sample takes');
  });

  it(
    'asks about each of more than AWS’s limit has room for at once, and is not throttled',
    { timeout: 60_000 },
    async () => {
      const stopping = await begin();
      const refs = launch(620, {});
      const asked = (): ReadonlySet<string> =>
        new Set<string>(
          dry().flatMap(({ parameters }) =>
            Object.entries(parameters).flatMap(([name, value]) =>
              name.startsWith('InstanceId.') ? [String(value)] : [],
            ),
          ),
        );
      const ended = new AbortController();
      await stopping.plan(refs, { type: 'stop' }, ended.signal);
      assert.ok(asked().size < refs.length, 'the plan waited for nothing');
      await until(
        () => asked().size === refs.length,
        () => asked().size,
      );
      assert.deepEqual(throttled(), []);
      ended.abort();
    },
  );

  for (const type of ['start', 'stop'] as const) {
    it(`finds 20 that are denied a ${type} within AWS’s rates`, { timeout: 60_000 }, async () => {
      const stopping = await begin();
      const action = type === 'start' ? 'StartInstances' : 'StopInstances';
      stage.sim.faults.add({ action, effect: { kind: 'denied' } });
      const refs = launch(20, { state: type === 'start' ? 'stopped' : 'running' });
      const denied = (plan: Plan): number =>
        plan.groups
          .flatMap(({ targets }) => targets)
          .filter(({ findings }) => findings.some((finding) => finding.type === 'not-allowed')).length;
      const given = await new Promise<Plan>((resolve, reject) => {
        const planned = stopping.plan(refs, { type }, never(), (later) => {
          if (denied(later) === 20) planned.then(resolve, reject);
        });
      });
      assert.ok(denied(given) < 20, 'the plan waited for nothing');
      assert.ok(dry().length >= 20, 'a call for each of them that AWS names');
      assert.deepEqual(throttled(), []);
    });
  }
});
