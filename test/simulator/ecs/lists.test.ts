import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ACCOUNT, at, drive, list, MINUTE, REGION, value } from '../../stages/simulator/ecs.ts';
import type { Driver, Json } from '../../stages/simulator/ecs.ts';

const DAY = 24 * 60 * MINUTE;

/** All pages of a list. */
function pages(driver: Driver, action: string, member: string, input: object): readonly (readonly unknown[])[] {
  const found: (readonly unknown[])[] = [];
  let nextToken: unknown;
  do {
    const answer: Json = driver.send(action, { ...input, ...(nextToken === undefined ? {} : { nextToken }) });
    found.push(list(answer, member));
    ({ nextToken } = answer);
  } while (nextToken !== undefined);
  return found;
}

const code = (driver: Driver, action: string, input: object): unknown => driver.refused(action, input)['__type'];

test('an operation that ECS lacks, and a body that is no JSON, are refused as AWS does', () => {
  const driver = drive();
  assert.equal(code(driver, 'RunTask', {}), 'UnknownOperationException');
  assert.equal(code(driver, 'toString', {}), 'UnknownOperationException');
  assert.equal(code(driver, 'ListClusters', ['no object']), 'SerializationException');
  const headers = { 'x-amz-target': 'AmazonSSM.ListClusters' };
  const call = { method: 'POST', path: '/', query: new URLSearchParams(), headers, body: '', region: REGION };
  const more = { account: ACCOUNT, partition: 'aws', caller: '', requestId: '' };
  assert.equal(driver.ecs.actionOf({ ...call, ...more }), undefined);
});

test('clusters are listed in pages, described by name or ARN, and the unknown ones come back as failures', () => {
  const driver = drive();
  for (const name of ['a', 'b', 'c'])
    driver.ecs.createService(ACCOUNT, REGION, name, { name: 's', desired: 1, launch: 'EC2' });
  assert.deepEqual(
    pages(driver, 'ListClusters', 'clusterArns', { maxResults: 2 }).map((page) => page.length),
    [2, 1],
  );
  const arn = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/b`;
  const described = driver.send('DescribeClusters', { clusters: ['a', arn, 'nope'], include: ['STATISTICS', 'TAGS'] });
  assert.deepEqual(
    list(described, 'clusters').map((_, index) => value(described, 'clusters', index, 'clusterName')),
    ['a', 'b'],
  );
  assert.deepEqual(described['failures'], [{ arn: arn.replace('/b', '/nope'), reason: 'MISSING' }]);
  assert.equal(value(driver.send('DescribeClusters'), 'failures', 0, 'reason'), 'MISSING');
});

test('services come ten a page, or up to a hundred when asked, and each of them once', () => {
  const driver = drive();
  for (let number = 0; number < 105; number += 1) driver.running({ past: [] });
  const sizes = (input: object): readonly number[] =>
    pages(driver, 'ListServices', 'serviceArns', { cluster: 'test', ...input }).map((page) => page.length);
  assert.deepEqual(sizes({}), [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
  assert.deepEqual(sizes({ maxResults: 100 }), [100, 5]);
  assert.deepEqual(sizes({ cluster: `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/test`, maxResults: 35 }), [35, 35, 35]);
  const all = pages(driver, 'ListServices', 'serviceArns', { cluster: 'test' }).flat();
  assert.equal(new Set(all).size, 105);
});

test('ListServices filters by launch type and scheduling strategy, and leaves deleted services out', () => {
  const driver = drive();
  driver.running({ name: 'fargate' });
  driver.running({ name: 'agent', launch: 'EC2', scheduling: 'DAEMON' });
  driver.running({ name: 'gone', status: 'INACTIVE' });
  driver.running({ name: 'going', status: 'DRAINING' });
  driver.running({ name: 'express', express: true });
  const names = (input: object): readonly unknown[] =>
    list(driver.send('ListServices', { cluster: 'test', ...input }), 'serviceArns').map(
      (arn) => String(arn).split('/')[2],
    );
  assert.deepEqual(names({}), ['agent', 'express', 'fargate', 'going']);
  assert.deepEqual(names({ launchType: 'EC2' }), ['agent']);
  assert.deepEqual(names({ schedulingStrategy: 'DAEMON' }), ['agent']);
  assert.deepEqual(names({ resourceManagementType: 'ECS' }), ['express']);
  assert.deepEqual(names({ resourceManagementType: 'CUSTOMER' }), ['agent', 'fargate', 'going']);
  assert.equal(
    value(driver.send('DescribeServices', { cluster: 'test', services: ['gone'] }), 'services', 0, 'status'),
    'INACTIVE',
  );
});

test('limits and values are checked with InvalidParameterException', () => {
  const driver = drive();
  const service = driver.running();
  const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${service}${index}`);
  for (const [action, input] of [
    ['ListClusters', { maxResults: 101 }],
    ['ListClusters', { maxResults: 0 }],
    ['ListClusters', { nextToken: 'nonsense' }],
    ['DescribeClusters', { clusters: many(101) }],
    ['ListServices', { cluster: 'test', maxResults: 101 }],
    ['ListServices', { cluster: 'test', launchType: 'MOON' }],
    ['DescribeServices', { cluster: 'test', services: [] }],
    ['DescribeServices', { cluster: 'test', services: many(11) }],
    ['DescribeServices', { cluster: 'test', services: ['a'], include: ['EVENTS'] }],
    ['ListServiceDeployments', { cluster: 'test' }],
    ['ListServiceDeployments', { cluster: 'test', service, status: ['DONE'] }],
    ['ListServiceDeployments', { cluster: 'test', service, createdAt: { after: 20, before: 10 } }],
    ['DescribeServiceDeployments', { serviceDeploymentArns: [] }],
    ['DescribeServiceDeployments', { serviceDeploymentArns: many(21) }],
    ['DescribeServiceDeployments', { serviceDeploymentArns: [service] }],
    ['DescribeServiceRevisions', { serviceRevisionArns: many(21) }],
    ['ContinueServiceDeployment', { serviceDeploymentArn: service }],
  ] as const) {
    const refused = driver.refused(action, input);
    assert.equal(refused['__type'], 'InvalidParameterException', `${action} ${JSON.stringify(input)}`);
    assert.equal(refused.status, 400);
    assert.equal(typeof refused['message'], 'string');
  }
  for (const [action, input] of [
    ['ListClusters', { maxResults: '5' }],
    ['DescribeServices', { cluster: 'test', services: 'a' }],
    ['DescribeServices', { cluster: 7, services: ['a'] }],
    ['ListServiceDeployments', { service, cluster: 'test', createdAt: { after: 'yesterday' } }],
  ] as const) {
    assert.equal(code(driver, action, input), 'SerializationException', `${action} ${JSON.stringify(input)}`);
  }
});

test('a cluster or service that is not there has its own error; without a cluster it is `default`', () => {
  const driver = drive();
  driver.running({ name: 'there' });
  assert.equal(code(driver, 'ListServices', { cluster: 'nope' }), 'ClusterNotFoundException');
  assert.equal(code(driver, 'ListServices', {}), 'ClusterNotFoundException');
  assert.equal(code(driver, 'DescribeServices', { cluster: 'nope', services: ['a'] }), 'ClusterNotFoundException');
  assert.equal(
    code(driver, 'ListServiceDeployments', { cluster: 'test', service: 'nope' }),
    'ServiceNotFoundException',
  );
  const described = driver.send('DescribeServices', { cluster: 'test', services: ['there', 'nope'] });
  assert.equal(list(described, 'services').length, 1);
  assert.deepEqual(described['failures'], [
    { arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:service/test/nope`, reason: 'MISSING' },
  ]);
});

test('tags come only when they are asked for', () => {
  const driver = drive();
  const arn = driver.running({ tags: { team: 'shop' } });
  const tags = (include?: readonly string[]): unknown =>
    value(
      driver.send('DescribeServices', { cluster: 'test', services: [arn], ...(include ? { include } : {}) }),
      'services',
      0,
      'tags',
    );
  assert.equal(tags(), undefined);
  assert.deepEqual(tags(['TAGS']), [{ key: 'team', value: 'shop' }]);
});

test('a service names its deployment, its revisions and its counts while one is in flight', () => {
  const driver = drive();
  const service = driver.running();
  const arn = driver.ecs.startDeployment(service, {});
  driver.step(2 * MINUTE);
  const [members, deployment] = [driver.service(service), driver.read(arn)];
  assert.equal(members['currentServiceDeployment'], arn);
  assert.deepEqual(
    [0, 1].map((index) => value(members, 'currentServiceRevisions', index, 'arn')),
    [value(deployment, 'targetServiceRevision', 'arn'), value(deployment, 'sourceServiceRevisions', 0, 'arn')],
  );
  const running = [0, 1].map((index) => Number(value(members, 'deployments', index, 'runningCount')));
  assert.equal(members['runningCount'], (running[0] ?? 0) + (running[1] ?? 0));
  assert.equal(value(members, 'deployments', 0, 'rolloutState'), 'IN_PROGRESS');
  assert.equal(value(members, 'deployments', 1, 'rolloutState'), 'COMPLETED');
  assert.match(String(value(members, 'taskDefinition')), /:task-definition\/service-1:11$/);

  driver.step(10 * MINUTE);
  const settled = driver.service(service);
  assert.equal(list(settled, 'deployments').length, 1);
  assert.equal(value(settled, 'deployments', 0, 'rolloutState'), 'COMPLETED');
  assert.match(String(value(settled, 'events', 0, 'message')), /steady state/);
});

test('revisions carry the task definition and the images, and the unknown ones come back as failures', () => {
  const driver = drive();
  const arn = driver.deploy({}, { name: 'api', version: 20, sidecars: ['envoy'] });
  const { sourceServiceRevisions, targetServiceRevision } = driver.read(arn);
  assert.ok(Array.isArray(sourceServiceRevisions));
  const target = String(value({ targetServiceRevision }, 'targetServiceRevision', 'arn'));
  const source = String(value({ sourceServiceRevisions }, 'sourceServiceRevisions', 0, 'arn'));
  const unknown = target.replace(/\d{4}$/, '0000');
  const answer = driver.send('DescribeServiceRevisions', { serviceRevisionArns: [target, source, unknown] });
  assert.deepEqual(answer['failures'], [{ arn: unknown, reason: 'MISSING' }]);
  const images = [0, 1].map((index) => value(answer, 'serviceRevisions', index, 'containerImages', 0, 'image'));
  assert.deepEqual(images, [
    `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/api:v2.21.0`,
    `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/api:v2.20.0`,
  ]);
  assert.match(String(value(answer, 'serviceRevisions', 0, 'taskDefinition')), /task-definition\/api:21$/);
  assert.match(
    String(value(answer, 'serviceRevisions', 0, 'containerImages', 0, 'imageDigest')),
    /^sha256:[0-9a-f]{64}$/,
  );
});

test('past deployments come newest first, can be filtered, and are gone after ninety days', () => {
  const driver = drive();
  const service = driver.running({
    past: [
      { daysAgo: 120 },
      { daysAgo: 89.99, options: { failing: true, circuitBreaker: { rollback: true } } },
      { daysAgo: 40, stoppedAfterSeconds: 60 },
      { daysAgo: 20, options: { failing: true, circuitBreaker: { rollback: false } } },
      { daysAgo: 10 },
      { daysAgo: 5, options: { failing: true, circuitBreaker: { rollback: true }, failRollback: true } },
    ],
  });
  const statuses = (input: object = {}): readonly unknown[] => {
    const answer = driver.send('ListServiceDeployments', { cluster: 'test', service, ...input });
    return list(answer, 'serviceDeployments').map((_, index) => value(answer, 'serviceDeployments', index, 'status'));
  };
  const all = ['ROLLBACK_FAILED', 'SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_SUCCESSFUL'];
  assert.deepEqual(statuses(), all);
  assert.deepEqual(statuses({ status: ['STOPPED', 'ROLLBACK_FAILED'] }), ['ROLLBACK_FAILED', 'STOPPED']);
  const now = Date.UTC(2026, 0, 15, 12);
  const ago = (days: number): number => (now - days * DAY) / 1000;
  assert.deepEqual(statuses({ createdAt: { after: ago(30) } }), all.slice(0, 3));
  assert.deepEqual(statuses({ createdAt: { before: ago(30), after: ago(60) } }), ['ROLLBACK_SUCCESSFUL']);
  assert.deepEqual(
    pages(driver, 'ListServiceDeployments', 'serviceDeployments', { cluster: 'test', service, maxResults: 2 }).map(
      (page) => page.length,
    ),
    [2, 2, 1],
  );

  const answer = driver.send('ListServiceDeployments', { cluster: 'test', service });
  const oldest = String(value(answer, 'serviceDeployments', 4, 'serviceDeploymentArn'));
  assert.equal(at(driver.read(oldest), 'deploymentCircuitBreaker')['status'], 'TRIGGERED');
  driver.step(DAY);
  assert.equal(statuses().length, 4);
  const gone = driver.send('DescribeServiceDeployments', { serviceDeploymentArns: [oldest] });
  assert.deepEqual(gone['failures'], [{ arn: oldest, reason: 'MISSING' }]);
  assert.equal(
    code(driver, 'StopServiceDeployment', { serviceDeploymentArn: oldest }),
    'ServiceDeploymentNotFoundException',
  );
});

test('twenty deployments make a page when no size is asked for', () => {
  const driver = drive();
  const past = Array.from({ length: 45 }, (_, index) => ({ daysAgo: 60 - index }));
  const service = driver.running({ past });
  const sizes = pages(driver, 'ListServiceDeployments', 'serviceDeployments', { cluster: 'test', service });
  assert.deepEqual(
    sizes.map((page) => page.length),
    [20, 20, 5],
  );
});

test('a read as of an earlier time shows what was then, whatever has been asked since', () => {
  const driver = drive();
  const arn = driver.deploy();
  driver.step(2 * MINUTE);
  const before = driver.read(arn);
  const asOf = Date.UTC(2026, 0, 15, 12) + 2 * MINUTE;
  driver.step(1000);
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  driver.step(20 * MINUTE);
  assert.equal(driver.ecs.keepsHistory, true);
  const stale = driver.send('DescribeServiceDeployments', { serviceDeploymentArns: [arn] }, { asOf });
  assert.deepEqual(at(stale, 'serviceDeployments', 0), before);
  assert.equal(driver.read(arn)['status'], 'ROLLBACK_SUCCESSFUL');
});

test('a task definition is described by its ARN and by family and revision, and an unknown one is refused', () => {
  const driver = drive();
  const service = driver.running({ name: 'api', port: 80 });
  const arn = String(driver.service(service)['taskDefinition']);
  const told = at(driver.send('DescribeTaskDefinition', { taskDefinition: arn }), 'taskDefinition');
  assert.equal(told['taskDefinitionArn'], arn);
  assert.equal(value(told, 'containerDefinitions', 0, 'name'), 'api');
  const short = `${String(told['family'])}:${String(told['revision'])}`;
  assert.deepEqual(at(driver.send('DescribeTaskDefinition', { taskDefinition: short }), 'taskDefinition'), told);
  assert.equal(driver.refused('DescribeTaskDefinition', { taskDefinition: 'api:9999' })['__type'], 'ClientException');
});
