import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEcsClients, type EcsCalls } from '../../../../../src/aws/services/ecs/calls.ts';
import type { Outcome } from '../../../../../src/model/failure.ts';
import { answeringWire, type Told } from '../../../../stages/answering/answeringWire.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { jane } from '../../../../stages/calls/callerStage.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

type Call = (calls: EcsCalls) => Promise<Outcome<{ readonly body: object; readonly text: string }>>;

const signal = never();
/** What is asked, as ECS has it: its operation, the member that it answers with, whose rate it takes, and the parameters. */
const row = (operation: string, member: string, bucket: string, call: Call, parameters: object) => ({
  ...{ operation, member, bucket, call, parameters },
});
const DEPLOYMENTS = 'serviceDeployments';
const DAEMON_DEPLOYMENTS = 'daemonDeployments';
const rows = [
  row('ListClusters', 'clusterArns', 'ecs-clusters', (ecs) => ecs.listClusters(scope, undefined, signal), {
    maxResults: 100,
  }),
  row('ListClusters', 'clusterArns', 'ecs-clusters', (ecs) => ecs.listClusters(scope, 'two', signal), {
    ...{ maxResults: 100, nextToken: 'two' },
  }),
  row('ListServices', 'serviceArns', 'ecs-services', (ecs) => ecs.listServices(scope, 'shop', undefined, signal), {
    ...{ cluster: 'shop', maxResults: 100 },
  }),
  row('ListServices', 'serviceArns', 'ecs-services', (ecs) => ecs.listServices(scope, 'shop', 'two', signal), {
    ...{ cluster: 'shop', maxResults: 100, nextToken: 'two' },
  }),
  row('DescribeServices', 'services', 'ecs-services', (ecs) => ecs.describeServices(scope, 'c', ['a', 'b'], signal), {
    ...{ cluster: 'c', services: ['a', 'b'], include: ['TAGS'] },
  }),
  row('DescribeServices', 'services', 'ecs-services', (ecs) => ecs.describeServices(scope, 'c', ['a'], signal, false), {
    ...{ cluster: 'c', services: ['a'] },
  }),
  row(
    ...(['ListServiceDeployments', DEPLOYMENTS, 'ecs-deployments'] as const),
    (ecs) => ecs.listDeployments(scope, 'web', 'shop', undefined, signal),
    { service: 'web', cluster: 'shop', maxResults: 20 },
  ),
  row(
    ...(['ListServiceDeployments', DEPLOYMENTS, 'ecs-deployments'] as const),
    (ecs) => ecs.listDeployments(scope, 'web', 'shop', 'two', signal),
    { service: 'web', cluster: 'shop', maxResults: 20, nextToken: 'two' },
  ),
  row(
    ...(['DescribeServiceDeployments', DEPLOYMENTS, 'ecs-deployments'] as const),
    (ecs) => ecs.describeDeployments(scope, ['a', 'b'], signal),
    { serviceDeploymentArns: ['a', 'b'] },
  ),
  row(
    ...(['DescribeServiceRevisions', 'serviceRevisions', 'ecs-revisions'] as const),
    (ecs) => ecs.describeRevisions(scope, ['a', 'b'], signal),
    { serviceRevisionArns: ['a', 'b'] },
  ),
  row('ListTasks', 'taskArns', 'ecs-tasks', (ecs) => ecs.listStoppedTasks(scope, 'shop', 'web', signal), {
    ...{ cluster: 'shop', serviceName: 'web', desiredStatus: 'STOPPED', maxResults: 100 },
  }),
  row('DescribeTasks', 'tasks', 'ecs-tasks', (ecs) => ecs.describeTasks(scope, 'shop', ['t'], signal), {
    ...{ cluster: 'shop', tasks: ['t'] },
  }),
  row('ListDaemons', 'daemonSummariesList', 'ecs-daemons', (ecs) => ecs.listDaemons(scope, 'c', undefined, signal), {
    ...{ clusterArn: 'c', maxResults: 100 },
  }),
  row('ListDaemons', 'daemonSummariesList', 'ecs-daemons', (ecs) => ecs.listDaemons(scope, 'c', 'two', signal), {
    ...{ clusterArn: 'c', maxResults: 100, nextToken: 'two' },
  }),
  row(
    'ListDaemonDeployments',
    DAEMON_DEPLOYMENTS,
    'ecs-daemons',
    (ecs) => ecs.listDaemonDeployments(scope, 'd', signal),
    {
      ...{ daemonArn: 'd', maxResults: 100 },
    },
  ),
  row(
    ...(['DescribeDaemonDeployments', DAEMON_DEPLOYMENTS, 'ecs-daemons'] as const),
    (ecs) => ecs.describeDaemonDeployments(scope, ['a'], signal),
    { daemonDeploymentArns: ['a'] },
  ),
];

function asking(answer: Told) {
  const wire = answeringWire(() => answer);
  return { ...wire, calls: createEcsClients(wire.caller).begin() };
}

describe('the calls of ECS', () => {
  for (const { operation, call, parameters, member, bucket } of rows) {
    it(`sends ${operation} of ${JSON.stringify(parameters)}, and answers with what came`, async () => {
      const came = JSON.stringify({ [member]: [], newer: 'member' });
      const { calls, asked, events } = asking(came);
      const { body, text } = valueOf(await call(calls));
      assert.deepEqual([body, text], [{ [member]: [], newer: 'member' }, came]);
      assert.deepEqual(
        asked.map(({ url, headers, body: sent }) => [url, headers['x-amz-target'], JSON.parse(sent)]),
        [[...['https://ecs.eu-west-1.amazonaws.com/', `AmazonEC2ContainerServiceV20141113.${operation}`], parameters]],
      );
      assert.equal(asked[0]?.headers['content-type'], 'application/x-amz-json-1.1');
      assert.match(asked[0]?.headers['authorization'] ?? '', /\/eu-west-1\/ecs\/aws4_request/);
      assert.ok(events.includes(`take staging/eu-west-1 ${bucket} 1`), events.join());
    });

    it(`can’t read an answer to ${operation} of ${JSON.stringify(parameters)} in which there is no list`, async () => {
      for (const came of [{}, { [member]: {} }, { [member]: [], nextToken: 7 }]) {
        const { kind, operation: of } = failureIn(await call(asking(JSON.stringify(came)).calls));
        assert.deepEqual([kind, of], ['malformed', `ecs:${operation}`]);
      }
    });
  }

  it('asks for one task definition, whose answer is no list', async () => {
    const came = '{"taskDefinition":{"family":"web"}}';
    const { calls, asked, events } = asking(came);
    const { body, text } = valueOf(await calls.describeTaskDefinition(scope, 'web:3', signal));
    assert.deepEqual([body, text], [{ taskDefinition: { family: 'web' } }, came]);
    assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { taskDefinition: 'web:3' });
    assert.equal(asked[0]?.headers['x-amz-target'], 'AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition');
    assert.ok(events.includes('take staging/eu-west-1 ecs-task-definitions 1'));
    const no = failureIn(await asking('{"services":[]}').calls.describeTaskDefinition(scope, 'web:3', signal));
    assert.deepEqual([no.kind, no.operation], ['malformed', 'ecs:DescribeTaskDefinition']);
  });

  it('is refused in AWS’s own words, by the SDK’s way and by the plain one', async () => {
    const refusal = {
      ...{ status: 400, headers: { 'x-amzn-requestid': 'r-1' } },
      body: Buffer.from('{"__type":"AccessDeniedException","message":"AWS says no."}'),
    };
    const denied = [
      (ecs: EcsCalls) => ecs.listClusters(scope, undefined, signal),
      (ecs: EcsCalls) => ecs.listDaemons(scope, 'shop', undefined, signal),
      (ecs: EcsCalls) => ecs.describeTaskDefinition(scope, 'web:3', signal),
    ];
    for (const call of denied) {
      const { kind, code, message } = failureIn(await call(asking(refusal).calls));
      assert.deepEqual([kind, code, message], ['denied', 'AccessDeniedException', 'AWS says no.']);
    }
  });

  it('says of whom its answers are', async () => {
    const { calls } = asking('{"clusterArns":[]}');
    const answer = await calls.listClusters(scope, undefined, signal);
    const sealed = calls.seal(answer);
    assert.ok(sealed.ok);
    assert.equal(sealed.seen.account, jane.account);
    assert.notEqual(calls.answeredBy(), undefined);
    assert.deepEqual(await calls.wouldAnswer(scope, signal), calls.answeredBy());
  });

  it('tells of a part that failed without the secrets that whoever answers could quote', () => {
    const { calls, secrets } = asking('{}');
    secrets.add('the-long-secret');
    const told = calls.withoutSecrets({ ...failure('denied'), message: 'No: the-long-secret.' });
    assert.equal(told.kind, 'denied');
    assert.doesNotMatch(told.message, /the-long-secret/);
  });

  it('takes a token that comes again for no end of a list', () => {
    const tokens = asking('{}').calls.listTokens('ecs:ListClusters');
    assert.equal(valueOf(tokens.next('two')), 'two');
    assert.equal(failureIn(tokens.next('two')).operation, 'ecs:ListClusters');
  });
});
