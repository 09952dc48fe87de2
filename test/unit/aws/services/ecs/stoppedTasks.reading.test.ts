import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stoppedTasksOf } from '../../../../../src/aws/services/ecs/stoppedTasks.ts';
import { type EcsAnswers, ecsAnswers, numbered, SEEN } from '../../../../stages/answering/ecsAnswers.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { deployment, failure, never, scope } from '../../../../stages/fakes.ts';
import type { DeployedTasks } from '../../../../../src/model/ports/awsReads.ts';

const MINUTE = 60_000;
const NOW = SEEN.at;
const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop';
const seconds = (ago: number): number => (NOW - ago) / 1_000;
const task = (more: object = {}): object => ({
  createdAt: seconds(5 * MINUTE),
  stoppedAt: seconds(MINUTE),
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'api', exitCode: 1 }],
  ...more,
});
const answering = (tasks: readonly object[], more: object = {}, described: object = {}): EcsAnswers =>
  ecsAnswers({
    listStoppedTasks: () => ({ taskArns: numbered(tasks.length, (index) => `arn:task/${index}`), ...more }),
    describeTasks: () => ({ tasks, ...described }),
  });
const SINCE: Pick<DeployedTasks, 'createdAt'> = { createdAt: NOW - 10 * MINUTE };
const read = ({ calls }: EcsAnswers, of: Partial<DeployedTasks> = SINCE) =>
  stoppedTasksOf(calls, scope, { ...deployment({ clusterArn: CLUSTER }), ...of }, never());
const total = async (ecs: EcsAnswers, of?: Partial<DeployedTasks>) => valueOf(await read(ecs, of)).total;

describe('why a deployment’s tasks stopped', () => {
  it('is asked in two calls, of its own cluster and service', async () => {
    const ecs = answering([task()]);
    const answer = await read(ecs);
    assert.deepEqual(valueOf(answer), {
      total: 1,
      more: false,
      groups: [
        {
          count: 1,
          reason: 'Essential container in task exited',
          stopCode: 'EssentialContainerExited',
          exits: [{ container: 'api', code: 1 }],
          stoppedAt: NOW - MINUTE,
        },
      ],
    });
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(ecs.asked, [
      ['listStoppedTasks', CLUSTER, 'web'],
      ['describeTasks', CLUSTER, ['arn:task/1']],
    ]);
  });

  it('is asked in one call where no task has stopped', async () => {
    const ecs = answering([]);
    assert.deepEqual(valueOf(await read(ecs)), { total: 0, more: false, groups: [] });
    assert.equal(ecs.times('describeTasks'), 0);
  });

  it('isn’t asked without a cluster or a service: ECS would tell of its default cluster', async () => {
    for (const of of [{ clusterArn: '' }, { serviceArn: '' }]) {
      const why = failureIn(await read(ecsAnswers({}), of));
      assert.deepEqual([why.kind, why.operation], ['malformed', 'ecs:ListTasks']);
    }
  });

  it('isn’t known where either call fails', async () => {
    const listed = ecsAnswers({ listStoppedTasks: () => failure('denied') });
    assert.equal(failureIn(await read(listed)).kind, 'denied');
    const described = ecsAnswers({
      listStoppedTasks: () => ({ taskArns: ['arn:task/1'] }),
      describeTasks: () => failure('throttled'),
    });
    assert.equal(failureIn(await read(described)).kind, 'throttled');
  });

  it('is known to be of more tasks where ECS has more than a hundred', async () => {
    assert.equal(valueOf(await read(answering([task()], { nextToken: 'more' }))).more, true);
    assert.equal(valueOf(await read(answering([task()], { nextToken: '' }))).more, false);
  });

  it('is told of every task but those that ECS has forgotten since; of one that it leaves out it is noted', async () => {
    const two = { taskArns: ['arn:task/1', 'arn:task/2'] };
    for (const [failures, unread] of [
      [[], ['tasks']],
      [[{ reason: 'MISSING' }], undefined],
      [[{ reason: 'ACCESS_DENIED' }], ['tasks']],
    ] as const)
      assert.deepEqual(valueOf(await read(answering([task()], two, { failures }))).unread, unread);
    assert.deepEqual(valueOf(await read(answering([task()], { taskArns: ['arn:task/1', 7] }))).unread, ['taskArns[1]']);
  });

  it('is of the tasks that this deployment started, and that stopped within the hour', async () => {
    const rows: readonly (readonly [string, object, number])[] = [
      ['one that was created with the deployment', { createdAt: seconds(10 * MINUTE) }, 1],
      ['one that was created in the same second', { createdAt: seconds(10 * MINUTE + 1_000) }, 1],
      ['one that was created before', { createdAt: seconds(10 * MINUTE + 2_000) }, 0],
      ['one that stopped an hour ago', { createdAt: undefined, stoppedAt: seconds(60 * MINUTE) }, 1],
      ['one that stopped more than an hour ago', { createdAt: undefined, stoppedAt: seconds(60 * MINUTE + 1_000) }, 0],
      ['one that began to stop more than an hour ago', { stoppedAt: undefined, stoppingAt: seconds(61 * MINUTE) }, 0],
      ['one without any time', { createdAt: undefined, stoppedAt: undefined }, 1],
    ];
    for (const [what, more, count] of rows) assert.equal(await total(answering([task(more)])), count, what);
    assert.equal(await total(answering([task()]), {}), 1);
  });

  it('counts the hour by AWS’s clock, whatever this machine’s says', async () => {
    const answers = {
      listStoppedTasks: () => ({ taskArns: ['arn:task/1'] }),
      describeTasks: () => ({ tasks: [task({ createdAt: undefined, stoppedAt: seconds(90 * MINUTE) })] }),
    };
    assert.equal(await total(ecsAnswers(answers), {}), 0);
    assert.equal(await total(ecsAnswers(answers, { ...SEEN, clockOffset: -40 * MINUTE }), {}), 1);
  });

  it('is of none that was created after it had ended, which is when it stopped only where nothing was rolled back', async () => {
    const ended = NOW - 7 * MINUTE;
    const rows: readonly (readonly [Partial<DeployedTasks>, number])[] = [
      [{ status: 'SUCCESSFUL', finishedAt: ended }, 0],
      [{ status: 'STOPPED', stoppedAt: ended }, 0],
      [{ status: 'ROLLBACK_IN_PROGRESS', stoppedAt: ended }, 1],
      [{ status: 'ROLLBACK_SUCCESSFUL', stoppedAt: ended, finishedAt: NOW - 2 * MINUTE }, 1],
      [{ status: 'SUCCESSFUL', finishedAt: NOW - 5 * MINUTE - 1_000 }, 1],
      [{ status: 'SUCCESSFUL', finishedAt: NOW - 5 * MINUTE - 1_001 }, 0],
    ];
    for (const [of, count] of rows)
      assert.equal(await total(answering([task()]), { ...SINCE, ...of }), count, JSON.stringify(of));
  });

  it('is told apart by the revision that started them', async () => {
    const revision = (id: string) => ({
      arn: `arn:service-revision/shop/web/${id}`,
      requested: 1,
      running: 1,
      pending: 0,
    });
    const tasks = ['111', '222', '222', '333'].map((id) => task({ startedBy: `ecs-svc/${id}` }));
    const { groups } = valueOf(await read(answering(tasks), { sources: [revision('111')], target: revision('222') }));
    assert.deepEqual(Object.fromEntries(groups.map((group) => [group.startedBy ?? 'another', group.count])), {
      source: 1,
      target: 2,
      another: 1,
    });
    const { target: _, ...untold } = deployment({ clusterArn: CLUSTER, sources: [revision('111')] });
    const read1 = await stoppedTasksOf(answering(tasks).calls, scope, { ...untold, ...SINCE }, never());
    assert.deepEqual(
      valueOf(read1).groups.map((group) => [group.startedBy, group.count]),
      [
        [undefined, 3],
        ['source', 1],
      ],
    );
  });
});
