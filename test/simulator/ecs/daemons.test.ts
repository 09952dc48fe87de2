import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ACCOUNT, drive, list, MINUTE, REGION, value } from '../../stages/simulator/ecs.ts';

const SECOND = 1000;

test('managed daemons are listed by cluster, and what is unknown is refused', () => {
  const driver = drive();
  const arns = ['b', 'a'].map((name) => driver.ecs.createDaemon(ACCOUNT, REGION, 'shop', { name, instances: 2 }));
  driver.ecs.createDaemon(ACCOUNT, REGION, 'other', { name: 'c' });
  const clusterArn = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/shop`;
  const first = driver.send('ListDaemons', { clusterArn, maxResults: 1 });
  const second = driver.send('ListDaemons', { clusterArn, maxResults: 1, nextToken: first['nextToken'] });
  assert.deepEqual(
    [first, second].map((page) => value(page, 'daemonSummariesList', 0, 'daemonArn')),
    arns.toSorted(),
  );
  assert.equal(second['nextToken'], undefined);
  assert.equal(driver.refused('ListDaemons', {})['__type'], 'ClusterNotFoundException');
  const none = `${arns[0]}-not`;
  assert.equal(driver.refused('ListDaemonDeployments', { daemonArn: none })['__type'], 'DaemonNotFoundException');
  const deployment = `arn:aws:ecs:${REGION}:${ACCOUNT}:daemon-deployment/shop/a/none`;
  const described = driver.send('DescribeDaemonDeployments', { daemonDeploymentArns: [deployment] });
  assert.deepEqual(described, { daemonDeployments: [], failures: [{ arn: deployment, reason: 'MISSING' }] });
});

test('a deployment of a daemon goes from instance to instance, and one that fails is taken back', () => {
  for (const fails of [false, true]) {
    const driver = drive();
    const daemonArn = driver.ecs.createDaemon(ACCOUNT, REGION, 'shop', { name: 'agent', instances: 4 });
    const arn = driver.ecs.startDaemonDeployment(daemonArn, { takesSeconds: 120, fails });
    const seen = () => {
      const answer = driver.send('DescribeDaemonDeployments', { daemonDeploymentArns: [arn] });
      const member = (...path: (string | number)[]) => value(answer, 'daemonDeployments', 0, ...path);
      return [
        member('status'),
        member('targetDaemonRevision', 'totalRunningInstanceCount'),
        member('sourceDaemonRevisions', 0, 'totalRunningInstanceCount'),
      ];
    };
    const [newest] = list(driver.send('ListDaemonDeployments', { daemonArn }), 'daemonDeployments');
    assert.equal((newest as { daemonDeploymentArn: string }).daemonDeploymentArn, arn);
    assert.deepEqual(seen(), ['PENDING', 0, 4]);
    driver.step(65 * SECOND);
    assert.deepEqual(seen(), fails ? ['IN_PROGRESS', 0, 3] : ['IN_PROGRESS', 2, 1]);
    driver.step(2 * MINUTE);
    assert.deepEqual(seen(), fails ? ['ROLLBACK_IN_PROGRESS', 0, 4] : ['SUCCESSFUL', 4, 0]);
    driver.step(2 * MINUTE);
    assert.deepEqual(seen(), fails ? ['ROLLBACK_SUCCESSFUL', 0, 4] : ['SUCCESSFUL', 4, 0]);
    const inFlight = driver.send('ListDaemonDeployments', { daemonArn, status: ['IN_PROGRESS'] });
    assert.deepEqual(inFlight['daemonDeployments'], []);
  }
});
