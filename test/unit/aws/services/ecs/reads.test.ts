import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEcs } from '../../../../../src/aws/services/ecs/reads.ts';
import type { WireResponse } from '../../../../../src/aws/transport/transport.ts';
import { answeringWire } from '../../../../stages/answering/answeringWire.ts';
import { numbered } from '../../../../stages/answering/ecsAnswers.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { jane } from '../../../../stages/calls/callerStage.ts';
import { deployment, never, scope } from '../../../../stages/fakes.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const SHOP = `${ARN}:cluster/shop`;
const WEB = `${ARN}:service/shop/web`;
/** Of the old form, which doesn't say the cluster. */
const OLD = `${ARN}:service/web`;
const arnOf = (id: string): string => `${ARN}:service-deployment/shop/web/${id}`;
const revisionArn = (id: string): string => `${ARN}:service-revision/shop/web/${id}`;
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const whole = (arn: string, more: object = {}) => ({
  ...{ serviceDeploymentArn: arn, serviceArn: WEB, clusterArn: SHOP, status: 'IN_PROGRESS' },
  ...{ targetServiceRevision: { arn: revisionArn('1'), runningTaskCount: 1 } },
  ...more,
});
const brief = (id: string, createdAt: number) => ({
  ...{ serviceDeploymentArn: arnOf(id), serviceArn: WEB, clusterArn: SHOP, status: 'SUCCESSFUL', createdAt },
  targetServiceRevisionArn: revisionArn('1'),
});
const refused = (code: string, status = 400): WireResponse => ({
  ...{ status, headers: { 'x-amzn-requestid': 'r-1' } },
  body: Buffer.from(JSON.stringify({ __type: code, message: 'AWS says no.' })),
});
const DENIED = refused('AccessDeniedException');
const EXPIRED = refused('ExpiredTokenException');

interface Asked extends Readonly<Record<string, unknown>> {
  readonly nextToken?: string;
  readonly cluster?: string;
  readonly services?: readonly string[];
  readonly serviceDeploymentArns?: readonly string[];
  readonly serviceRevisionArns?: readonly string[];
}
type Answers = Readonly<Record<string, (asked: Asked) => object>>;

const isWire = (told: object): told is WireResponse => 'status' in told && 'headers' in told;

/** ECS that answers so; what has no answer is denied. `asked`: the operations with their parameters. */
function ecsOf(answers: Answers, key?: Uint8Array) {
  const asked: (readonly [operation: string, parameters: Asked])[] = [];
  const { caller } = answeringWire(({ headers, body }) => {
    const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
    const parameters = JSON.parse(body) as Asked;
    asked.push([operation, parameters]);
    const told = answers[operation]?.(parameters) ?? DENIED;
    return isWire(told) ? told : JSON.stringify(told);
  });
  const times = (operation: string): readonly Asked[] =>
    asked.flatMap(([name, parameters]) => (name === operation ? [parameters] : []));
  return { ecs: createEcs(caller, key), asked, times };
}
/** The largest first: which of several goes first is nobody’s matter. */
const sizesOf = (batches: readonly (readonly string[] | undefined)[]): readonly number[] =>
  batches.map((batch) => batch?.length ?? 0).toSorted((a, b) => b - a);
const describing = ({ serviceDeploymentArns = [] }: Asked): object => ({
  serviceDeployments: serviceDeploymentArns.map((arn) => whole(arn)),
});

describe('deployments that are looked at', () => {
  it('are asked for once each, twenty a call, and are of whom AWS says', async () => {
    const { ecs, times } = ecsOf({ DescribeServiceDeployments: describing });
    const ids = numbered(45, (index) => arnOf(`d${index}`));
    const read = await ecs.describe(scope, [...ids, ...ids], never());
    assert.deepEqual(
      sizesOf(times('DescribeServiceDeployments').map(({ serviceDeploymentArns }) => serviceDeploymentArns)),
      [20, 20, 5],
    );
    const { targets, missing, failures } = valueOf(read);
    assert.deepEqual(targets.map(({ id }) => id).toSorted(), ids.toSorted());
    assert.deepEqual([missing, failures, read.ok && read.seen.account], [[], {}, jane.account]);
  });

  it('are each there, missing or unknown with why', async () => {
    const { ecs } = ecsOf({
      DescribeServiceDeployments: () => ({
        serviceDeployments: [whole(arnOf('there'))],
        failures: [
          { arn: arnOf('gone'), reason: 'MISSING' },
          { arn: arnOf('hidden'), reason: 'ACCESS_DENIED' },
        ],
      }),
    });
    const ids = ['there', 'gone', 'hidden', 'silent'].map(arnOf);
    const { targets, missing, failures } = valueOf(await ecs.describe(scope, ids, never()));
    assert.deepEqual([targets.map(({ id }) => idOf(id)), missing], [['there'], [arnOf('gone')]]);
    assert.deepEqual(
      Object.entries(failures).map(([arn, { kind }]) => [idOf(arn), kind]),
      [
        ['hidden', 'denied'],
        ['silent', 'malformed'],
      ],
    );
    assert.equal(failureIn(await ecsOf({}).ecs.describe(scope, ids, never())).kind, 'denied');
  });
});

describe('a deployment with AWS’s answer', () => {
  const look = async (answer: object) => {
    const { ecs, asked } = ecsOf({ DescribeServiceDeployments: () => answer });
    const read = await ecs.wholeResource(scope, arnOf('d1'), never());
    assert.deepEqual(asked, [['DescribeServiceDeployments', { serviceDeploymentArns: [arnOf('d1')] }]]);
    return read;
  };

  it('is told as it came, of whom and when', async () => {
    const answer = { serviceDeployments: [whole(arnOf('other')), whole(arnOf('d1'))], newer: 'member' };
    const read = await look(answer);
    const { target, json } = valueOf(read);
    assert.deepEqual([target.id, json], [arnOf('d1'), JSON.stringify(answer)]);
    assert.equal(read.ok && read.seen.account, jane.account);
  });

  for (const [what, answer, kind] of [
    ['is denied', { serviceDeployments: [], failures: [{ arn: arnOf('d1'), reason: 'ACCESS_DENIED' }] }, 'denied'],
    ['is missing', { serviceDeployments: [], failures: [{ arn: arnOf('d1'), reason: 'MISSING' }] }, 'not-found'],
    ['isn’t in the answer', { serviceDeployments: [whole(arnOf('other'))] }, 'malformed'],
    ['can’t be asked for', DENIED, 'denied'],
  ] as const)
    it(`fails where it ${what}`, async () => {
      const failure = failureIn(await look(answer));
      assert.deepEqual([failure.kind, failure.operation], [kind, 'ecs:DescribeServiceDeployments']);
    });
});

describe('the revisions of a service', () => {
  it('are asked for once each, twenty a call', async () => {
    const { ecs, times } = ecsOf({
      DescribeServiceRevisions: ({ serviceRevisionArns = [] }) => ({
        serviceRevisions: serviceRevisionArns.map((arn) => ({ serviceRevisionArn: arn, taskDefinition: `of ${arn}` })),
      }),
    });
    const arns = numbered(41, (index) => revisionArn(`${index}`));
    const read = await ecs.revisions(scope, [...arns, ...arns], never());
    assert.deepEqual(
      valueOf(read).map(({ arn, taskDefinition }) => [arn, taskDefinition]),
      arns.map((arn) => [arn, `of ${arn}`]),
    );
    assert.deepEqual(
      sizesOf(times('DescribeServiceRevisions').map(({ serviceRevisionArns }) => serviceRevisionArns)),
      [20, 20, 1],
    );
    assert.equal(read.ok && read.seen.account, jane.account);
  });

  it('are unread where AWS is silent of one, and fail where a call does', async () => {
    const { ecs } = ecsOf({ DescribeServiceRevisions: () => ({ serviceRevisions: [] }) });
    const [silent, ...more] = valueOf(await ecs.revisions(scope, [revisionArn('1')], never()));
    assert.deepEqual([silent?.arn, silent?.unread, more], [revisionArn('1'), ['serviceRevisions'], []]);
    assert.equal(failureIn(await ecsOf({}).ecs.revisions(scope, [revisionArn('1')], never())).kind, 'denied');
  });
});

describe('the deployments that a service had', () => {
  const past = (answers: Answers, next?: string, service = WEB) => {
    const stage = ecsOf(answers);
    return { ...stage, read: stage.ecs.pastDeployments(scope, service, next, never()) };
  };

  it('are a page, newest first, each whole', async () => {
    const { read, times } = past(
      {
        ListServiceDeployments: () => ({
          serviceDeployments: [brief('old', 1), brief('new', 3), brief('middle', 2)],
          nextToken: 'three',
        }),
        DescribeServiceDeployments: ({ serviceDeploymentArns = [] }) => ({
          serviceDeployments: serviceDeploymentArns.map((arn) =>
            whole(arn, { createdAt: ['old', 'middle', 'new'].indexOf(idOf(arn)) + 1, statusReason: 'Whole.' }),
          ),
        }),
      },
      'two',
    );
    const { items, next, gaps } = valueOf(await read);
    assert.deepEqual(
      items.map(({ id, details }) => [idOf(id), details]),
      [
        ['new', undefined],
        ['middle', undefined],
        ['old', undefined],
      ],
    );
    assert.deepEqual([next, gaps ?? []], ['three', []]);
    assert.deepEqual(times('ListServiceDeployments'), [
      { service: WEB, cluster: 'shop', maxResults: 20, nextToken: 'two' },
    ]);
    const answer = await read;
    assert.equal(answer.ok && answer.seen.account, jane.account);
  });

  it('end with the page that has no token', async () => {
    const { read } = past({ ListServiceDeployments: () => ({ serviceDeployments: [] }) });
    const { items, next } = valueOf(await read);
    assert.deepEqual([items, next], [[], undefined]);
  });

  it('are as the list tells them where they can’t be described, with the gap once', async () => {
    const briefs = numbered(45, (index) => `d${index}`).map((id, index) => brief(id, index + 1));
    const { read, times } = past({ ListServiceDeployments: () => ({ serviceDeployments: briefs }) });
    const { items, gaps = [] } = valueOf(await read);
    assert.deepEqual(
      [items.length, items[0]?.id, items.every(({ details }) => details === 'unread')],
      [...[45, arnOf('d45'), true]],
    );
    assert.deepEqual(
      gaps.map(({ kind, operation }) => [kind, operation]),
      [['denied', 'ecs:DescribeServiceDeployments']],
    );
    assert.deepEqual(
      sizesOf(times('DescribeServiceDeployments').map(({ serviceDeploymentArns }) => serviceDeploymentArns)),
      [20, 20, 5],
    );
  });

  it('lack those without an id, which are counted, and not the others', async () => {
    const { read } = past({
      ListServiceDeployments: () => ({ serviceDeployments: [brief('d1', 1), {}, 'odd'] }),
      DescribeServiceDeployments: describing,
    });
    const { items, gaps = [] } = valueOf(await read);
    assert.deepEqual(
      items.map(({ id }) => idOf(id)),
      ['d1'],
    );
    assert.deepEqual(
      gaps.map(({ kind, operation }) => [kind, operation]),
      [['malformed', 'ecs:ListServiceDeployments']],
    );
    assert.match(gaps[0]?.message ?? '', /has 2 without/);
  });

  it('stand below those whose time is known where theirs isn’t', async () => {
    const { createdAt: _, ...undated } = brief('undated', 0);
    const { read } = past({
      ListServiceDeployments: () => ({ serviceDeployments: [undated, brief('dated', 5)] }),
    });
    assert.deepEqual(
      valueOf(await read).items.map(({ id }) => idOf(id)),
      ['dated', 'undated'],
    );
  });

  it('fail where the list is denied, and where nothing of the profile can be read any more', async () => {
    assert.equal(failureIn(await past({}).read).kind, 'denied');
    const expired = past({
      ListServiceDeployments: () => ({ serviceDeployments: [brief('d1', 1)] }),
      DescribeServiceDeployments: () => EXPIRED,
    });
    assert.equal(failureIn(await expired.read).kind, 'credentials-expired');
  });

  it('are of the cluster that AWS finds the service in, which is asked for once', async () => {
    const stage = ecsOf({
      ListClusters: () => ({ clusterArns: [`${ARN}:cluster/back`, SHOP] }),
      DescribeServices: ({ cluster }) =>
        cluster === SHOP
          ? { services: [{ serviceArn: OLD }] }
          : { services: [], failures: [{ arn: OLD, reason: 'MISSING' }] },
      ListServiceDeployments: () => ({ serviceDeployments: [] }),
    });
    for (const _ of [1, 2]) valueOf(await stage.ecs.pastDeployments(scope, OLD, undefined, never()));
    assert.equal(stage.times('ListClusters').length, 1);
    assert.deepEqual(
      stage.times('ListServiceDeployments').map(({ cluster }) => cluster),
      [SHOP, SHOP],
    );
    const nowhere = await past({ ListClusters: () => ({ clusterArns: [] }) }, undefined, OLD).read;
    assert.equal(failureIn(nowhere).kind, 'not-found');
  });
});

describe('the cluster of a service with an old ARN', () => {
  const settled = { serviceArn: OLD, clusterArn: SHOP, status: 'ACTIVE', desiredCount: 1, runningCount: 1 };
  const answers: Answers = {
    ListClusters: () => ({ clusterArns: [SHOP] }),
    ListServices: () => ({ serviceArns: [OLD] }),
    DescribeServices: () => ({ services: [settled] }),
    DescribeServiceDeployments: () => ({ serviceDeployments: [whole(arnOf('d1'), { serviceArn: OLD })] }),
    ListServiceDeployments: () => ({ serviceDeployments: [] }),
  };
  const pastCluster = async ({ ecs, times }: ReturnType<typeof ecsOf>): Promise<readonly unknown[]> => {
    const before = times('ListClusters').length;
    valueOf(await ecs.pastDeployments(scope, OLD, undefined, never()));
    return [times('ListServiceDeployments')[0]?.cluster, times('ListClusters').length - before];
  };

  it('is known from the list of services', async () => {
    const stage = ecsOf(answers);
    const ids: string[] = [];
    for await (const page of stage.ecs.list(scope, never())) ids.push(...valueOf(page).resources.map(({ id }) => id));
    assert.deepEqual(ids, [OLD]);
    assert.deepEqual(await pastCluster(stage), [SHOP, 0]);
  });

  it('is known from a deployment that was looked at', async () => {
    const stage = ecsOf(answers);
    valueOf(await stage.ecs.wholeResource(scope, arnOf('d1'), never()));
    assert.deepEqual(await pastCluster(stage), [SHOP, 0]);
  });

  it('is asked for where nobody has said it, and a list that can’t be read says nothing', async () => {
    assert.deepEqual(await pastCluster(ecsOf(answers)), [SHOP, 1]);
    const failures: string[] = [];
    for await (const page of ecsOf({}).ecs.list(scope, never())) failures.push(failureIn(page).kind);
    assert.deepEqual(failures, ['denied']);
  });
});

describe('what is looked at seldom', () => {
  const revision = { serviceRevisionArn: revisionArn('1'), taskDefinition: 'web:7' };
  const environment = [{ name: 'TOKEN', value: 's3cret' }];
  const answers: Answers = {
    DescribeServiceRevisions: () => ({ serviceRevisions: [revision] }),
    DescribeTaskDefinition: () => ({ taskDefinition: { containerDefinitions: [{ name: 'app', environment }] } }),
  };
  const wholeOf = async ({ ecs }: ReturnType<typeof ecsOf>, asked: readonly string[] = []): Promise<string> =>
    JSON.stringify(valueOf(await ecs.wholeRevision(scope, revisionArn('1'), asked, never())).members);
  const markIn = (text: string): string => /\(hidden [0-9a-f]{8}\)/.exec(text)?.[0] ?? '';

  it('is a revision with its task definition, whose secrets are shown one by one, and marked alike by one key alone', async () => {
    const stage = ecsOf(answers);
    const text = await wholeOf(stage);
    const mark = markIn(text);
    assert.ok(mark !== '' && text.includes('"app"') && !text.includes('s3cret'), text);
    assert.equal(await wholeOf(stage), text);
    assert.match(await wholeOf(stage, [mark]), /s3cret/);
    assert.notEqual(markIn(await wholeOf(ecsOf(answers))), mark, 'another session has another key');
    const [one, same, other] = [1, 1, 2].map((byte) => ecsOf(answers, new Uint8Array(32).fill(byte)));
    assert.ok(one !== undefined && same !== undefined && other !== undefined);
    assert.equal(await wholeOf(one), await wholeOf(same));
    assert.notEqual(await wholeOf(one), await wholeOf(other));
  });

  it('are the daemons of a place, and one of them', async () => {
    const daemon = `${ARN}:daemon/shop/metrics`;
    const deployed = { daemonDeploymentArn: `${ARN}:daemon-deployment/shop/metrics/1`, status: 'SUCCESSFUL' };
    const { ecs, asked } = ecsOf({
      ListClusters: () => ({ clusterArns: [SHOP] }),
      ListDaemons: () => ({ daemonSummariesList: [{ daemonArn: daemon, status: 'ACTIVE' }] }),
      ListDaemonDeployments: () => ({ daemonDeployments: [deployed] }),
      DescribeDaemonDeployments: () => ({ daemonDeployments: [deployed] }),
    });
    const { daemons } = valueOf(await ecs.daemons(scope, never()));
    assert.deepEqual(
      daemons.map(({ arn, name }) => [arn, name]),
      [[daemon, 'metrics']],
    );
    const { deployment: newest } = valueOf(await ecs.wholeDaemon(scope, daemon, never()));
    assert.deepEqual([newest?.arn, newest?.status], [deployed.daemonDeploymentArn, 'SUCCESSFUL']);
    assert.deepEqual(asked.at(-2), ['ListDaemonDeployments', { daemonArn: daemon, maxResults: 100 }]);
  });

  it('are the tasks of a deployment that have stopped', async () => {
    const { ecs, asked } = ecsOf({
      ListTasks: () => ({ taskArns: ['arn:task/1'] }),
      DescribeTasks: () => ({ tasks: [{ stoppedReason: 'Out of memory.' }] }),
    });
    const { groups } = valueOf(
      await ecs.stoppedTasks(scope, deployment({ clusterArn: SHOP, serviceArn: WEB }), never()),
    );
    assert.deepEqual(
      groups.map(({ reason, count }) => [reason, count]),
      [['Out of memory.', 1]],
    );
    assert.deepEqual(
      asked.map(([operation, { cluster }]) => [operation, cluster]),
      [
        ['ListTasks', SHOP],
        ['DescribeTasks', SHOP],
      ],
    );
  });
});
