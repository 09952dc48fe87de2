import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { groupBy } from '../../../../src/base/groupBy.ts';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createStage, listed, type Stage } from '../../../stages/aws.ts';
import { valueOf } from '../../../stages/answering/outcomes.ts';

const REGION = 'eu-west-1';

void describe('a listing', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
    const { sim, scope } = stage;
    for (let made = 0; made < 3; made += 1) sim.ec2.add(STAGING, REGION, { spot: 'persistent', publicAddress: 'auto' });
    for (const [cluster, services] of [
      ['least-a', 12],
      ['least-b', 1],
    ] as const)
      for (let made = 0; made < services; made += 1)
        sim.ecs.createService(STAGING, REGION, cluster, { name: `service-${made}`, desired: 1, launch: 'FARGATE' });
    // Whose the credentials are is asked once, not with each listing.
    valueOf(await stage.aws.reads.identity(scope.profile, new AbortController().signal));
  });
  after(() => stage.close());

  const callsOf = async (kind: ListKind) => {
    stage.sim.log.clear();
    const { failure, resources } = await listed(stage.aws, stage.scope, kind);
    assert.equal(failure, undefined);
    assert.ok(resources.length > 0);
    return { calls: stage.sim.log.countByAction(), resources };
  };

  it('of instances is one call a page, whatever they have', async () => {
    assert.deepEqual((await callsOf('instance')).calls, { 'ec2:DescribeInstances': 1 });
  });

  it('of services asks for the clusters, the services of each, ten at a time, and the deployments of those in flight', async () => {
    const { calls, resources } = await callsOf('service');
    const services = resources.filter((one) => one.kind === 'service');
    const sizes = [...groupBy(services, ({ clusterArn }) => clusterArn).values()].map(({ length }) => length);
    assert.ok(sizes.includes(12) && sizes.includes(1));
    assert.ok(services.some(({ deployment }) => deployment !== undefined));
    assert.deepEqual(calls, {
      'ecs:ListClusters': 1,
      'ecs:ListServices': sizes.length,
      'ecs:DescribeServices': sizes.reduce((sum, size) => sum + Math.ceil(size / 10), 0),
      'ecs:DescribeServiceDeployments': 1,
    });
  });

  it('of experiments and the safety lever is one call each, and one more for each that is active', async () => {
    const { calls, resources } = await callsOf('experiment');
    const active = resources.filter(
      (one) => one.kind === 'experiment' && ['pending', 'initiating', 'running', 'stopping'].includes(one.state),
    );
    assert.ok(active.length > 0 && active.length < resources.length);
    assert.deepEqual(calls, { 'fis:ListExperiments': 1, 'fis:GetExperiment': active.length });
    assert.deepEqual((await callsOf('lever')).calls, { 'fis:GetSafetyLever': 1 });
  });

  it('of everything at once asks a single time whose the credentials are, though nobody knew that before', async (t) => {
    const fresh = await createStage();
    t.after(() => fresh.close());
    const { sim, aws, scope } = fresh;
    sim.faults.add({ effect: { kind: 'latency', milliseconds: 100 } });
    const kinds: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];
    const [who] = await Promise.all([
      aws.reads.identity(scope.profile, new AbortController().signal),
      ...kinds.map((kind) => listed(aws, scope, kind)),
    ]);
    assert.equal(valueOf(who).account, STAGING);
    assert.equal(sim.log.countByAction()['sts:GetCallerIdentity'], 1);
  });
});
