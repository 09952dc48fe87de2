import { nobodys } from '../../../src/model/sight.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { createAws } from '../../../src/aws/aws.ts';
import { createWorkerAws } from '../../../src/aws/worker/workerAws.ts';
import { systemClock } from '../../../src/base/systemClock.ts';
import { fleetOf } from '../../../src/simulator/core/sizedFleet.ts';
import { profileFiles } from '../../../src/simulator/profiles.ts';
import { assertInsidePolicy } from '../../stages/iam.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import { planStop } from '../../../src/stopping/plan/planStop.ts';
import { bundledWorker, createHome, type Home, listed, never, type Way } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { until } from '../../stages/processes.ts';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';
import { plainFacts } from '../../stages/stopping/plan.ts';

/** Connections to one host at a time: those of the product. */
const CONNECTIONS = 50;
/** More than that, so that some of what they ask for waits for a connection. */
const fleet = fleetOf({ accounts: CONNECTIONS + 20, regions: 1, instances: 2, services: 0, experiments: 1 });
const guards = () => ({ ...openPolicy(), production: [], requireReason: 'off' }) as const;

for (const way of ['direct', 'worker'] satisfies readonly Way[]) {
  describe(`a stop (${way}) while polls hold every connection to a host`, () => {
    let sim: Simulator;
    let home: Home;
    let aws: Aws;
    before(async () => {
      [sim, home] = await Promise.all([startSimulator({ fleet }), createHome()]);
      const { config, credentials } = profileFiles(sim);
      await home.write('.aws/config', config);
      await home.write('.aws/credentials', credentials);
      const options = { env: home.env, policy: openPolicy, timeouts: { connect: 20_000, request: 90_000 } };
      aws = way === 'worker' ? createWorkerAws({ ...options, workerFile: await bundledWorker() }) : createAws(options);
    });
    after(async () => {
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
      const parts = {
        ...plainFacts,
        reads: aws.reads,
        clock: systemClock,
        policy: guards,
        lastSeen: () => undefined,
        shownAccount: () => nobodys,
        newId: () => 'plan',
      };
      const ref = { kind: 'instance', scope, id: instance.id } as const;
      const plan = await planStop(parts, [ref], { type: 'stop' }, never());
      const [group] = plan.groups;
      assert.equal(group?.identity?.account, account.id);
      assert.equal(group.targets[0]?.observed?.kind, 'instance');
      const told = group.targets[0].findings.map(({ severity, type }) => `${severity} ${type}`);
      assert.deepEqual(
        told.filter((one) => /block|not-reread|unread/.test(one)),
        [],
      );
      valueOf(await confirmed(aws, { account: account.id }).stopInstances(scope, [instance.id]));
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
