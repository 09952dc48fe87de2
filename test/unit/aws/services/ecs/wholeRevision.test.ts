import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wholeRevision } from '../../../../../src/aws/services/ecs/wholeRevision.ts';
import { type EcsAnswers, ecsAnswers, SEEN } from '../../../../stages/answering/ecsAnswers.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const REVISION = 'arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/1';
const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7';
const revision = { serviceRevisionArn: REVISION, taskDefinition: TASK };
const other = { serviceRevisionArn: `${REVISION}0`, taskDefinition: `${TASK}0` };
const environment = [{ name: 'TOKEN', value: 's3cret' }];
const task = { taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', environment }] } };

const read = ({ calls }: EcsAnswers, asked: readonly string[] = []) =>
  wholeRevision(calls, scope, { arn: REVISION, asked, key: new Uint8Array(32) }, never());
const hiddenIn = (members: unknown): string => /\(hidden [0-9a-f]{8}\)/.exec(JSON.stringify(members))?.[0] ?? '';

describe('a service revision whole', () => {
  it('is itself and its task definition, without the values that nobody asked for', async () => {
    const ecs = ecsAnswers({
      describeRevisions: () => ({ serviceRevisions: [other, revision] }),
      describeTaskDefinition: () => task,
    });
    const answer = await read(ecs);
    const { members, gap } = valueOf(answer);
    const mark = hiddenIn(members);
    assert.deepEqual(members, {
      serviceRevision: revision,
      taskDefinition: {
        family: 'web',
        containerDefinitions: [{ name: 'web', environment: [{ name: 'TOKEN', value: mark }] }],
      },
    });
    assert.notEqual(mark, '');
    assert.equal(gap, undefined);
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(ecs.asked, [
      ['describeRevisions', [REVISION]],
      ['describeTaskDefinition', TASK],
    ]);
    const asked = valueOf(await read(ecs, [mark]));
    assert.deepEqual(asked.members, { serviceRevision: revision, ...task });
  });

  for (const [what, answer, kind, message] of [
    ['leaves it out', { serviceRevisions: [other] }, 'malformed', `The answer of AWS leaves out ${REVISION}.`],
    [
      'says that it is not there',
      {
        failures: [
          { arn: `${REVISION}0`, reason: 'ACCESS_DENIED' },
          { arn: REVISION, reason: 'MISSING', detail: 'Gone.' },
        ],
      },
      'not-found',
      'Gone.',
    ],
    ['can’t be asked', failure('throttled', { message: 'Slow.' }), 'throttled', 'Slow.'],
  ] as const)
    it(`can’t be read where AWS ${what}, and no task definition is asked for`, async () => {
      const why = failureIn(await read(ecsAnswers({ describeRevisions: () => answer })));
      assert.deepEqual([why.kind, why.message], [kind, message]);
    });

  it('has a gap instead of a task definition that can’t be read', async () => {
    for (const kind of ['denied', 'not-found', 'throttled'] as const) {
      const { members, gap } = valueOf(
        await read(
          ecsAnswers({
            describeRevisions: () => ({ serviceRevisions: [revision] }),
            describeTaskDefinition: () => failure(kind),
          }),
        ),
      );
      assert.deepEqual([members, gap?.kind], [{ serviceRevision: revision }, kind]);
    }
    const unnamed = { serviceRevisionArn: REVISION, taskDefinition: 7 };
    const { gap } = valueOf(await read(ecsAnswers({ describeRevisions: () => ({ serviceRevisions: [unnamed] }) })));
    assert.deepEqual([gap?.kind, gap?.operation], ['malformed', 'ecs:DescribeServiceRevisions']);
  });

  it('isn’t told by half where nobody wants it any more, or nothing of the profile can be read', async () => {
    for (const kind of ['cancelled', 'credentials-expired'] as const) {
      const ecs = ecsAnswers({
        describeRevisions: () => ({ serviceRevisions: [revision] }),
        describeTaskDefinition: () => failure(kind),
      });
      assert.equal(failureIn(await read(ecs)).kind, kind);
    }
  });
});
