import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDaemons, readWholeDaemon } from '../../../../../src/aws/services/ecs/daemons.ts';
import { daemonCounts, type Daemons } from '../../../../../src/model/resources/daemon.ts';
import { ecsAnswers, numbered, SEEN } from '../../../../stages/answering/ecsAnswers.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const cluster = (name: string): string => `${ARN}:cluster/${name}`;
const daemonArn = (name: string, of = 'shop'): string => `${ARN}:daemon/${of}/${name}`;
const deploymentArn = (name: string): string => `${ARN}:daemon-deployment/shop/${name}/1`;
const names = (asked: unknown): readonly unknown[] => (Array.isArray(asked) ? asked : []);
const daemon = (name: string, of = 'shop') => ({ daemonArn: daemonArn(name, of), status: 'ACTIVE' });
const brief = (name: string, createdAt = 1_768_478_400) => ({
  daemonDeploymentArn: deploymentArn(name),
  status: 'IN_PROGRESS',
  createdAt,
});
const whole = (arn: unknown) => ({ daemonDeploymentArn: arn, status: 'SUCCESSFUL' });
const lastName = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';

/** One cluster, with these daemons; each has the one deployment of its own name, which is described. */
const one = (...daemons: readonly unknown[]) => ({
  listClusters: () => ({ clusterArns: [cluster('shop')] }),
  listDaemons: () => ({ daemonSummariesList: daemons }),
  listDaemonDeployments: (arn: unknown) => ({ daemonDeployments: [brief(lastName(arn))] }),
  describeDaemonDeployments: (arns: unknown) => ({ daemonDeployments: names(arns).map(whole) }),
});
const read = async (answers: Parameters<typeof ecsAnswers>[0]): Promise<Daemons> =>
  valueOf(await readDaemons(ecsAnswers(answers).calls, scope, never()));
const gapsOf = ({ gaps }: Pick<Daemons, 'gaps'>) => gaps.map(({ kind, operation }) => [kind, operation]);

describe('the managed daemons of a place', () => {
  it('are those of every page of every cluster, by cluster and name, each with its newest deployment', async () => {
    const ecs = ecsAnswers({
      ...one(),
      listClusters: () => ({ clusterArns: [cluster('shop'), cluster('back'), cluster('empty')] }),
      listDaemons: (of, next) => {
        const name = lastName(of);
        if (name === 'empty') return { daemonSummariesList: [] };
        if (next !== undefined) return { daemonSummariesList: [{ daemonArn: daemonArn('a', name) }] };
        return { daemonSummariesList: [daemon('z', name), daemon('b', name)], nextToken: `${name}-2` };
      },
      listDaemonDeployments: (arn) => ({
        daemonDeployments: [brief(`${lastName(arn)}-old`, 5), brief(`${lastName(arn)}-new`, 9), brief('undated', 0)],
      }),
    });
    const answer = await readDaemons(ecs.calls, scope, never());
    const { daemons, gaps } = valueOf(answer);
    assert.deepEqual(
      daemons.map(({ clusterName, name, status }) => [clusterName, name, status]),
      ['back', 'shop'].flatMap((of) => [
        [of, 'a', 'unknown'],
        [of, 'b', 'ACTIVE'],
        [of, 'z', 'ACTIVE'],
      ]),
    );
    for (const { name, deployment } of daemons)
      assert.deepEqual(deployment, {
        kind: 'known',
        value: { arn: deploymentArn(`${name}-new`), status: 'SUCCESSFUL', sources: [] },
      });
    assert.deepEqual([gaps, answer.ok && answer.seen], [[], SEEN]);
    assert.equal(ecs.times('listDaemons'), 5);
    assert.equal(ecs.times('describeDaemonDeployments'), 1);
  });

  it('are none where there is no cluster, and one with no deployment has none', async () => {
    assert.deepEqual(await read({ listClusters: () => ({ clusterArns: [] }) }), { daemons: [], gaps: [] });
    const [quiet] = (await read({ ...one(daemon('a')), listDaemonDeployments: () => ({ daemonDeployments: [] }) }))
      .daemons;
    assert.deepEqual(quiet?.deployment, { kind: 'none' });
  });

  it('are described twenty deployments a call', async () => {
    const ecs = ecsAnswers(one(...numbered(45, (index) => `d${index}`).map((name) => daemon(name))));
    const { daemons } = valueOf(await readDaemons(ecs.calls, scope, never()));
    assert.deepEqual(
      ecs.asked.flatMap((call) => (call[0] === 'describeDaemonDeployments' ? names(call[1]).length : [])),
      [20, 20, 5],
    );
    assert.ok(
      daemons.every(({ deployment }) => deployment.kind === 'known' && deployment.value.status === 'SUCCESSFUL'),
    );
  });

  it('have members that can’t be read, which are named', async () => {
    const { daemons } = await read({
      ...one(daemon('a')),
      describeDaemonDeployments: () => ({
        daemonDeployments: [
          {
            daemonDeploymentArn: deploymentArn('a'),
            statusReason: 'Because.',
            stoppedAt: 1_768_478_400,
            targetDaemonRevision: { arn: 'new', totalRunningInstanceCount: 2, totalDrainingInstanceCount: 1 },
            sourceDaemonRevisions: [{ arn: 'old', totalRunningInstanceCount: 3 }, { totalRunningInstanceCount: 1 }],
            circuitBreaker: { failureCount: 2, threshold: 3 },
            alarms: { alarmNames: ['a'], triggeredAlarmNames: ['a'] },
            rollback: { reason: 'Alarms.' },
          },
        ],
      }),
    });
    assert.deepEqual(daemons[0]?.deployment, {
      kind: 'known',
      value: {
        arn: deploymentArn('a'),
        status: 'unknown',
        statusReason: 'Because.',
        finishedAt: 1_768_478_400_000,
        target: { arn: 'new', running: 2, draining: 1 },
        sources: [{ arn: 'old', running: 3, draining: 0 }],
        breaker: { status: 'unknown', failureCount: 2, threshold: 3 },
        alarms: { status: 'unknown', names: ['a'], triggered: ['a'] },
        rollbackReason: 'Alarms.',
        unread: ['sourceDaemonRevisions[1]'],
        leftOut: ['sourceDaemonRevisions[0].totalDrainingInstanceCount'],
      },
    });
    const deployment = daemons[0]?.deployment;
    assert.ok(deployment?.kind === 'known' && deployment.value.target);
    assert.deepEqual(daemonCounts(deployment.value, deployment.value.target), [2, '?', '?']);
  });
});

describe('what the list of daemons lacks', () => {
  it('is told of names that can’t be read: then no deployment is none', async () => {
    const told = await read({
      ...one(daemon('a'), { daemonArn: 7 }, {}),
      listClusters: () => ({ clusterArns: [cluster('shop'), 7] }),
      listDaemonDeployments: () => ({ daemonDeployments: [{ status: 'IN_PROGRESS' }] }),
    });
    assert.deepEqual(
      told.daemons.map(({ name, deployment }) => [name, deployment]),
      [['a', { kind: 'unread' }]],
    );
    assert.deepEqual(gapsOf(told), [
      ['malformed', 'ecs:ListClusters'],
      ['malformed', 'ecs:ListDaemons'],
      ['malformed', 'ecs:ListDaemonDeployments'],
    ]);
    assert.match(told.gaps[1]?.message ?? '', /has 2 without an id/);
  });

  it('is all where the first cluster’s may not be listed, and that cluster alone where another’s may not', async () => {
    const asking = (denied: string) =>
      ecsAnswers({
        ...one(),
        listClusters: () => ({ clusterArns: [cluster('one'), cluster('two')] }),
        listDaemons: (of) =>
          lastName(of) === denied ? failure('denied') : { daemonSummariesList: [daemon('a', lastName(of))] },
      });
    const first = asking('one');
    assert.equal(failureIn(await readDaemons(first.calls, scope, never())).kind, 'denied');
    assert.equal(first.times('listDaemons'), 1);
    const second = valueOf(await readDaemons(asking('two').calls, scope, never()));
    assert.deepEqual(
      [second.daemons.map(({ clusterName }) => clusterName), second.gaps.map(({ kind }) => kind)],
      [['one'], ['denied']],
    );
    const gone = await read({
      ...one(),
      listClusters: () => ({ clusterArns: [cluster('one'), cluster('two')] }),
      listDaemons: (of) =>
        lastName(of) === 'one' ? failure('not-found') : { daemonSummariesList: [daemon('a', 'two')] },
    });
    assert.deepEqual(
      [gone.daemons.map(({ clusterName }) => clusterName), gone.gaps.map(({ kind }) => kind)],
      [['two'], ['not-found']],
    );
  });

  for (const operation of [
    'listClusters',
    'listDaemons',
    'listDaemonDeployments',
    'describeDaemonDeployments',
  ] as const)
    it(`is all where ${operation} ends with what is no word about one of them`, async () => {
      for (const kind of ['throttled', 'cancelled', 'credentials-expired'] as const) {
        const { calls } = ecsAnswers({ ...one(daemon('a')), [operation]: () => failure(kind) });
        assert.equal(failureIn(await readDaemons(calls, scope, never())).kind, kind);
      }
    });

  it('is told once of what is denied for each: the daemons are there, and their deployments are unread', async () => {
    const told = await read({
      ...one(daemon('a'), daemon('b')),
      listDaemonDeployments: () => failure('denied', { operation: 'ecs:ListDaemonDeployments' }),
    });
    assert.deepEqual(
      told.daemons.map(({ name, deployment }) => [name, deployment]),
      [
        ['a', { kind: 'unread' }],
        ['b', { kind: 'unread' }],
      ],
    );
    assert.deepEqual(gapsOf(told), [['denied', 'ecs:ListDaemonDeployments']]);
  });

  it('is a deployment that is not described: as the list alone tells it, with why', async () => {
    const told = await read({
      ...one(daemon('a'), daemon('b'), daemon('c')),
      describeDaemonDeployments: () => ({
        daemonDeployments: [whole(deploymentArn('a')), { status: 'SUCCESSFUL' }],
        failures: [{ arn: deploymentArn('b'), reason: 'ACCESS_DENIED' }],
      }),
    });
    assert.deepEqual(
      told.daemons.map(({ deployment }) =>
        deployment.kind === 'known' ? [deployment.value.status, deployment.value.details] : deployment,
      ),
      [
        ['SUCCESSFUL', undefined],
        ['IN_PROGRESS', 'unread'],
        ['IN_PROGRESS', 'unread'],
      ],
    );
    assert.deepEqual(gapsOf(told), [
      ['denied', 'ecs:DescribeDaemonDeployments'],
      ['malformed', 'ecs:DescribeDaemonDeployments'],
    ]);
    assert.match(told.gaps[1]?.message ?? '', /leaves out .*daemon-deployment\/shop\/c\/1/);
  });

  it('is what stands behind a page of daemons that leads back to one that was read', async () => {
    const { calls } = ecsAnswers({
      ...one(),
      listDaemons: () => ({ daemonSummariesList: [], nextToken: 'again' }),
    });
    assert.equal(failureIn(await readDaemons(calls, scope, never())).operation, 'ecs:ListDaemons');
  });
});

describe('one daemon', () => {
  const DAEMON = daemonArn('a');
  it('is its newest deployment, with AWS’s answer as it came', async () => {
    const ecs = ecsAnswers(one());
    const answer = await readWholeDaemon(ecs.calls, scope, DAEMON, never());
    assert.deepEqual(valueOf(answer), {
      deployment: { arn: deploymentArn('a'), status: 'SUCCESSFUL', sources: [] },
      json: JSON.stringify({ daemonDeployments: [whole(deploymentArn('a'))] }),
      gaps: [],
    });
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(ecs.asked, [
      ['listDaemonDeployments', DAEMON],
      ['describeDaemonDeployments', [deploymentArn('a')]],
    ]);
  });

  it('has no deployment where AWS lists none, with a gap for one that can’t be read', async () => {
    for (const [list, count] of [
      [[], 0],
      [[null], 0],
      [[{}], 1],
    ] as const) {
      const { calls } = ecsAnswers({ listDaemonDeployments: () => ({ daemonDeployments: list }) });
      const { deployment, gaps } = valueOf(await readWholeDaemon(calls, scope, DAEMON, never()));
      assert.deepEqual([deployment, gaps.length], [undefined, count]);
    }
  });

  it('is the newest in whatever order AWS lists them, one without a time last', async () => {
    const { createdAt: _, ...undated } = brief('undated');
    const all = [brief('new', 9), brief('old', 5), undated];
    for (const list of [all, all.toReversed(), [undated, brief('new', 9), brief('old', 5)]]) {
      const { calls } = ecsAnswers({ ...one(), listDaemonDeployments: () => ({ daemonDeployments: list }) });
      const { deployment } = valueOf(await readWholeDaemon(calls, scope, DAEMON, never()));
      assert.equal(deployment?.arn, deploymentArn('new'));
    }
  });

  it('tells when it ended, by itself or stopped, and what watches it', async () => {
    const { calls } = ecsAnswers({
      ...one(),
      describeDaemonDeployments: () => ({
        daemonDeployments: [
          {
            ...{ ...whole(deploymentArn('a')), finishedAt: 1_768_478_400, stoppedAt: 1_768_478_500 },
            circuitBreaker: { status: 'MONITORING', failureCount: 0, threshold: 3 },
            alarms: { status: 'TRIGGERED', alarmNames: ['a'], triggeredAlarmNames: [] },
          },
        ],
      }),
    });
    const { deployment } = valueOf(await readWholeDaemon(calls, scope, DAEMON, never()));
    assert.equal(deployment?.finishedAt, 1_768_478_400_000);
    assert.deepEqual([deployment.breaker?.status, deployment.alarms?.status], ['MONITORING', 'TRIGGERED']);
  });

  it('is as the list alone tells it where it may not be described, and nothing where neither can be asked', async () => {
    const denied = ecsAnswers({ ...one(), describeDaemonDeployments: () => failure('denied') });
    const told = valueOf(await readWholeDaemon(denied.calls, scope, DAEMON, never()));
    assert.deepEqual(
      [told.deployment?.status, told.deployment?.details, told.json, told.gaps.map(({ kind }) => kind)],
      ['IN_PROGRESS', 'unread', undefined, ['denied']],
    );
    for (const operation of ['listDaemonDeployments', 'describeDaemonDeployments'] as const) {
      const { calls } = ecsAnswers({ ...one(), [operation]: () => failure('throttled') });
      assert.equal(failureIn(await readWholeDaemon(calls, scope, DAEMON, never())).kind, 'throttled');
    }
  });
});
