import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import { lookAt } from '../../../../src/stopping/follow/lookAt.ts';
import { failure, instance, never, refTo, scope, told } from '../../../stages/fakes.ts';

const DAEMON = 'arn:aws:ecs:eu-west-1:111122223333:daemon/shop/node-metrics';
const daemon = { kind: 'daemon', scope, id: DAEMON } as const;
type Told = Awaited<ReturnType<AwsReads['wholeDaemon']>>;

/** What is found of the daemon, and what was asked. */
async function lookingAt(answer: Told) {
  const asked: string[] = [];
  const found = await lookAt(
    {
      describe: () => Promise.reject(new Error('A daemon is no target of DescribeServiceDeployments.')),
      wholeDaemon: (_scope, arn) => {
        asked.push(arn);
        return Promise.resolve(answer);
      },
    },
    daemon,
    [DAEMON],
    never(),
  );
  assert.deepEqual(asked, [DAEMON]);
  return found.type === 'seen'
    ? [found.type, [...found.states], [...found.missing], found.failures, found.targets]
    : [found.type, found.failure.kind];
}

describe('a look at a managed daemon', () => {
  it('is one call of its own, which tells its state, that it is gone, or that it can’t be read', async () => {
    const denied = failure('denied');
    const deployment = { status: 'IN_PROGRESS' } as NonNullable<Extract<Told, { ok: true }>['value']['deployment']>;
    assert.deepEqual(await lookingAt(told({ deployment, gaps: [] })), ['seen', [[DAEMON, 'IN_PROGRESS']], [], {}, []]);
    assert.deepEqual(await lookingAt(told({ gaps: [] })), ['seen', [], [DAEMON], {}, []]);
    assert.deepEqual(await lookingAt(told({ gaps: [denied] })), ['seen', [], [], { [DAEMON]: denied }, []]);
    assert.deepEqual(await lookingAt(failed(failure('not-found'))), ['seen', [], [DAEMON], {}, []]);
    assert.deepEqual(await lookingAt(failed(denied)), ['unread', 'denied']);
  });
});

describe('a look at targets', () => {
  it('is one call for all, with whose account it was in and by which clock', async () => {
    const asked: unknown[] = [];
    const gone = failure('throttled');
    const targets = [instance({ id: 'i-1', state: 'stopping' })];
    const look = (seen: { clockOffset?: number }) =>
      lookAt(
        {
          wholeDaemon: () => Promise.reject(new Error('Nobody asked for a daemon.')),
          describe: (where, kind, ids) => {
            asked.push([where, kind, ids]);
            return Promise.resolve(told({ targets, missing: ['i-2'], failures: { 'i-3': gone } }, seen));
          },
        },
        refTo(instance({ id: 'i-1' })),
        ['i-1', 'i-2', 'i-3'],
        never(),
      );
    const found = await look({ clockOffset: 4_000 });
    assert.ok(found.type === 'seen');
    assert.deepEqual(asked, [[scope, 'instance', ['i-1', 'i-2', 'i-3']]]);
    assert.deepEqual([...found.states], [['i-1', 'stopping']]);
    assert.deepEqual([[...found.missing], found.failures, found.targets], [['i-2'], { 'i-3': gone }, targets]);
    assert.equal(found.clockOffset, 4_000);
    assert.equal('clockOffset' in (await look({})), false);
  });
});
