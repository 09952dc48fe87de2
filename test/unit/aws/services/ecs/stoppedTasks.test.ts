import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anything, array, oneof, property, record, string } from 'fast-check';
import { groupStopped } from '../../../../../src/aws/services/ecs/stoppedTasks.ts';
import { assertProperty } from '../../../../stages/property.ts';

const now = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const ago = (milliseconds: number): number => (now - milliseconds) / 1_000;

const task = (more: object = {}): object => ({
  createdAt: ago(5 * MINUTE),
  stoppedAt: ago(MINUTE),
  stopCode: 'TaskFailedToStart',
  stoppedReason: 'CannotPullContainerError: shop/api:v9: not found',
  containers: [{ name: 'api' }],
  ...more,
});
const grouped = (tasks: unknown, since?: number) => groupStopped({ tasks }, { since, now }, false, []);

void describe('stopped tasks', () => {
  void it('are one group where only ids and addresses differ, told in the newest one’s words', () => {
    const reason = (eni: string, address: string, request: string) =>
      `Task failed health checks on ${address} through ${eni} (request ${request})`;
    const { total, groups } = grouped([
      task({ stoppedReason: reason('eni-0123456789abcdef0', '10.0.1.7:8080', crypto.randomUUID()) }),
      task({
        stoppedReason: reason('eni-0f00000000000000f', '10.0.99.12:31044', crypto.randomUUID()),
        stoppedAt: ago(0),
      }),
      task({ stoppedReason: 'Task failed health checks on /ready' }),
    ]);
    assert.equal(total, 3);
    assert.deepEqual(
      groups.map(({ count }) => count),
      [2, 1],
    );
    assert.match(groups[0]?.reason ?? '', /eni-0f00000000000000f/);
  });

  void it('are one group whatever ECS counts, dates or numbers in the same reason', () => {
    const pairs: readonly (readonly [string, string])[] = [
      [
        'pull image manifest has been retried 1 time(s): not found',
        'pull image manifest has been retried 5 time(s): not found',
      ],
      ['dial tcp [2600:1f18:1:2::5]:443: i/o timeout', 'dial tcp [2600:1f18:99::a]:443: i/o timeout'],
      ['unable to pull secrets: Request ID: 4442587FB7D0A2F9', 'unable to pull secrets: Request ID: 9AA2587FB7D0A2F9'],
      ['expired at 2026-01-15T12:00:00Z', 'expired at 2026-01-15T12:01:07.5Z'],
    ];
    for (const [one, other] of pairs)
      assert.equal(grouped([task({ stoppedReason: one }), task({ stoppedReason: other })]).groups.length, 1, one);
    for (const [one, other] of [
      ['port 8080 is unhealthy', 'port 9090 is unhealthy'],
      ['exited with 1 error', 'exited with 2 errors'],
      ['api:v1 not found', 'api:v2 not found'],
    ])
      assert.equal(grouped([task({ stoppedReason: one }), task({ stoppedReason: other })]).groups.length, 2, one);
  });

  void it('are one group whatever ECS names, numbers or addresses in the same reason, and are not where that is a version', () => {
    const uuid = (digit: string) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');
    const same: readonly (readonly [string, string])[] = [
      [`task ${uuid('a')} stopped`, `task ${uuid('0')} stopped`],
      [`task ${'0f'.repeat(16)} stopped`, `task ${'1e'.repeat(16)} stopped`],
      ['host i-0123456789abcdef0', 'host i-01234567'],
      ['in subnet-0123456789abcdef0.', 'in subnet-0f00000000000000f.'],
      ['dial tcp 10.0.1.7: timeout', 'dial tcp 192.168.100.200: timeout'],
      ['dial tcp 10.0.1.7:443: timeout', 'dial tcp 10.0.1.7:31044: timeout'],
      ['dial tcp 10.0.1.7:443: timeout', 'dial tcp 10.0.1.7: timeout'],
      ['at 2026-01-15T12:00:00 it', 'at 2025-12-31T23:59:59.123 it'],
      ['has been retried 9 times', 'has been retried 12 times'],
      ['Request ID:4442587FB7D0A2F9', 'Request ID:0/a+b=_-c'],
      ['requestid: 4442587FB7D0A2F9', 'requestid: 4442587fb7d0a2f8'],
      ['dial tcp [::1]', 'dial tcp [2600:1f18::1.2.3.4]:443'],
    ];
    const groups = (...reasons: readonly string[]) =>
      grouped(reasons.map((stoppedReason) => task({ stoppedReason }))).groups.length;
    for (const [one, other] of same) assert.equal(groups(one, other), 1, one);
    const apart: readonly (readonly [string, string])[] = [
      ['api 1.2 is old', 'api 1.3 is old'],
      ['api 1.2.3 is old', 'api 1.2.4 is old'],
      ['on 2026-01-15', 'on 2026-01-16'],
      ['retried 1 way', 'retried 2 ways'],
      [`sum ${'0f'.repeat(20)}`, `sum ${'1e'.repeat(20)}`],
      ['vpc-0123456789abcdef0', 'vpc-0f00000000000000f'],
      ['Request ID: short', 'Request ID: other'],
      ['step [ab]', 'step [cd]'],
    ];
    for (const [one, other] of apart) assert.equal(groups(one, other), 2, one);
  });

  void it('are told in the words of the one that stopped last, and those first of which there are most', () => {
    const at = (seconds: number) => `failed on 10.0.0.${seconds}`;
    const stopped = (seconds: number) => task({ stoppedReason: at(seconds), stoppedAt: ago(seconds * 1_000) });
    for (const order of [
      [1, 2, 3],
      [3, 1, 2],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const other = task({ stoppedReason: 'another', stoppedAt: ago(0) });
      const { groups } = grouped([other, ...order.map(stopped), task({ stoppedReason: at(4), stoppedAt: undefined })]);
      assert.deepEqual(
        groups.map(({ reason, count, stoppedAt }) => [reason, count, stoppedAt]),
        [
          [at(1), 4, now - 1_000],
          ['another', 1, now],
        ],
        order.join(),
      );
    }
  });

  void it('have a reason that is unread only where ECS tells none that can be read, not even a code', () => {
    const of = (one: unknown) => {
      const [group] = grouped([one]).groups;
      return [group?.reason, group?.reasonUnread];
    };
    const rows: readonly (readonly [unknown, string, true | undefined])[] = [
      [{ stoppedReason: 'No.', stopCode: 'X' }, 'No.', undefined],
      [{ stopCode: 'UserInitiated' }, 'UserInitiated', undefined],
      [{ stoppedReason: 7, stopCode: 'UserInitiated' }, 'UserInitiated', undefined],
      [{ stoppedReason: 7 }, '', true],
      [{ stopCode: 7 }, '', undefined],
      [{}, '', undefined],
      ['no task', '', true],
    ];
    for (const [one, reason, isUnread] of rows) assert.deepEqual(of(one), [reason, isUnread], JSON.stringify(one));
  });

  void it('are one group a revision that started them, where ECS tells which, though they ran the same', () => {
    const ran = { taskDefinitionArn: 'arn:td/api:9' };
    const tasks = ['1', '2', '2', '2', '3', '4'].map((id) => task({ ...ran, startedBy: `ecs-svc/${id}` }));
    const counts = (startedBy: ReadonlyMap<string, 'target' | 'source'>) => {
      const answer = { tasks: [...tasks, task({ ...ran, startedBy: 7 })] };
      const { groups } = groupStopped(answer, { since: undefined, now, startedBy }, false, []);
      return Object.fromEntries(groups.map((group) => [group.startedBy ?? 'nobody knows', group.count]));
    };
    const told = new Map([['ecs-svc/1', 'source'] as const, ['ecs-svc/2', 'target'] as const]);
    assert.deepEqual(counts(told), { source: 1, target: 3, 'nobody knows': 3 });
    // Of numbers that are none of the deployment's revisions, no group is parted.
    assert.deepEqual(counts(new Map()), { 'nobody knows': 7 });
  });

  void it('are one group in whatever order ECS lists their containers', () => {
    const containers = [
      { name: 'api', exitCode: 1 },
      { name: 'envoy', exitCode: 137, reason: 'OutOfMemoryError' },
      { name: 'logs', exitCode: 2 },
    ];
    const { groups } = grouped([task({ containers }), task({ containers: containers.toReversed() })]);
    assert.equal(groups.length, 1);
  });

  void it('are several where the image, its digest, the exit code or the reason of a container differs', () => {
    const digest = (letter: string) => `CannotPullContainerError: api@sha256:${letter.repeat(64)}: not found`;
    const exited = (exitCode: number, reason?: string) =>
      task({ stoppedReason: 'Essential container in task exited', containers: [{ name: 'api', exitCode, reason }] });
    const all = [
      task({ stoppedReason: digest('a') }),
      task({ stoppedReason: digest('b') }),
      exited(1),
      exited(137),
      exited(137, 'OutOfMemoryError: Container killed due to memory usage'),
      task({ stoppedReason: 'Essential container in task exited', containers: [{ name: 'proxy', exitCode: 1 }] }),
      task({ stopCode: 'EssentialContainerExited', stoppedReason: digest('a') }),
    ];
    assert.equal(grouped(all).groups.length, all.length);
  });

  void it('are several where they ran another task definition, or one that can’t be read', () => {
    const ran = (...all: readonly unknown[]) =>
      grouped(all.map((taskDefinitionArn) => task({ taskDefinitionArn }))).groups.map((group) => [
        group.taskDefinition,
        group.count,
      ]);
    assert.deepEqual(ran('arn:td/web:2', 'arn:td/web:2', 'arn:td/web:1'), [
      ['arn:td/web:2', 2],
      ['arn:td/web:1', 1],
    ]);
    assert.deepEqual(ran(17, {}, 'arn:td/web:1'), [
      [undefined, 2],
      ['arn:td/web:1', 1],
    ]);
    assert.deepEqual(grouped([task({ taskDefinitionArn: 17 })]).unread, ['tasks[0].taskDefinitionArn']);
  });

  void it('tell of the containers that failed, and of those that ended well only where none did', () => {
    const exits = (...containers: readonly object[]) => grouped([task({ containers })]).groups[0]?.exits;
    assert.deepEqual(exits({ name: 'api', exitCode: 2 }, { name: 'proxy', exitCode: 0 }), [
      { container: 'api', code: 2 },
    ]);
    assert.deepEqual(exits({ name: 'api', exitCode: 0 }, { name: 'proxy' }), [{ container: 'api', code: 0 }]);
    assert.deepEqual(exits({ name: 'api' }), []);
    assert.deepEqual(exits({ name: 'api', reason: 'CannotStart' }, { name: 'proxy', exitCode: 0 }), [
      { container: 'api', reason: 'CannotStart' },
    ]);
    assert.deepEqual(exits({ exitCode: 1 }), [{ container: '', code: 1 }]);
  });

  void it('leave out what is older than an hour, and what an earlier deployment started', () => {
    const since = now - 30 * MINUTE;
    const { total, groups } = grouped(
      [
        task({ createdAt: ago(90 * MINUTE), stoppedAt: ago(61 * MINUTE) }),
        task({ createdAt: ago(31 * MINUTE), stoppedAt: ago(2 * MINUTE) }),
        task({ createdAt: ago(29 * MINUTE), stoppedAt: ago(28 * MINUTE) }),
        task({ createdAt: undefined, stoppedAt: undefined }),
      ],
      since,
    );
    assert.equal(total, 2);
    assert.equal(groups[0]?.count, 2);
  });

  void it('count every recent task once, whatever AWS sends', () => {
    assertProperty(
      property(array(oneof(anything(), record({ stoppedReason: string() }))), (tasks) => {
        const { total, groups } = grouped(tasks);
        assert.equal(
          groups.reduce((sum, { count }) => sum + count, 0),
          total,
        );
        assert.ok(total <= tasks.length);
      }),
    );
    assert.deepEqual(grouped('no list'), { total: 0, more: false, groups: [] });
  });
});
