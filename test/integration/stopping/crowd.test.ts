import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { createAws } from '../../../src/aws/aws.ts';
import { createWorkerAws } from '../../../src/aws/worker/workerAws.ts';
import { fleetOf } from '../../../src/simulator/core/sizedFleet.ts';
import { profileFiles } from '../../../src/simulator/profiles.ts';
import { assertInsidePolicy } from '../../stages/iam.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import type { Stopping } from '../../../src/stopping/stopping.ts';
import { createHome, type Home, listed, never, type Way } from '../../stages/aws.ts';
import { bundledWorker } from '../../stages/worker/productBundles.ts';
import { until } from '../../stages/processes.ts';
import { free, plainStopping } from '../../stages/stopping/plainStopping.ts';

/** Connections to one host at a time: those of the product. */
const CONNECTIONS = 50;
/** More than that, so that some of what they ask for waits for a connection. */
const fleet = fleetOf({ accounts: CONNECTIONS + 20, regions: 1, instances: 2, services: 0, experiments: 1 });

for (const way of ['direct', 'worker'] satisfies readonly Way[]) {
  describe(`a stop (${way}) while polls hold every connection to a host`, () => {
    let sim: Simulator;
    let home: Home;
    let aws: Aws;
    let stopping: Stopping;
    before(async () => {
      [sim, home] = await Promise.all([startSimulator({ fleet }), createHome()]);
      const { config, credentials } = profileFiles(sim);
      await home.write('.aws/config', config);
      await home.write('.aws/credentials', credentials);
      const options = { env: home.env, policy: () => free, timeouts: { connect: 20_000, request: 90_000 } };
      aws = way === 'worker' ? createWorkerAws({ ...options, workerFile: await bundledWorker() }) : createAws(options);
      stopping = plainStopping(aws);
    });
    after(async () => {
      stopping.dispose();
      await aws.dispose();
      await sim.close();
      assertInsidePolicy(sim);
      await home.remove();
    });

    it('is planned and sent all the same', async () => {
      const [account] = fleet.accounts;
      const [region] = fleet.regions;
      assert.ok(account !== undefined && region !== undefined);
      const polls = sim.faults.add({ action: 'ListExperiments', effect: { kind: 'hold' } });
      const polled = Promise.all(
        fleet.accounts.map(({ alias }) => listed(aws, { profile: alias, region }, 'experiment')),
      );
      await until(() => sim.log.count({ action: 'ListExperiments' }) === CONNECTIONS);

      const instance = sim.ec2.instances(account.id, region).find(({ state }) => state === 'running');
      assert.ok(instance, 'an instance runs');
      const scope = { profile: account.alias, region };
      const ref = { kind: 'instance', scope, id: instance.id } as const;
      const plan = await stopping.plan([ref], { type: 'stop' }, never());
      const [group] = plan.groups;
      assert.equal(group?.identity?.account, account.id);
      assert.equal(group.targets[0]?.observed?.kind, 'instance');
      const told = group.targets[0].findings.map(({ severity, type }) => `${severity} ${type}`);
      assert.deepEqual(
        told.filter((one) => /block|not-reread|unread/.test(one)),
        [],
      );
      const { answers } = await stopping.run(stopping.confirm(plan, {}));
      assert.deepEqual(
        answers.map(({ failure, current }) => failure ?? current),
        ['stopping'],
      );
      assert.equal(sim.log.count({ action: 'StopInstances' }), 1);
      // The polls are where they were, and come to their end when AWS answers.
      assert.equal(sim.log.count({ action: 'ListExperiments' }), CONNECTIONS);
      sim.faults.remove(polls);
      assert.deepEqual(
        (await polled).flatMap(({ failure }) => failure ?? []),
        [],
      );
    });
  });
}
