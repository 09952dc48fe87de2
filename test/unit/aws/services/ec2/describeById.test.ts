import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeById } from '../../../../../src/aws/services/ec2/describeById.ts';
import type { HiddenManaged } from '../../../../../src/aws/services/ec2/hiddenManaged.ts';
import type { Failure } from '../../../../../src/model/failure.ts';
import { ec2Reading } from '../../../../stages/answering/ec2Reading.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const hidden: HiddenManaged = { read: (_at, ask) => ask({ IncludeManagedResources: true }), gapsOf: () => [] };
const idsIn = (asked: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(asked['InstanceIds']) ? asked['InstanceIds'].map(String) : [];
const answer = (ids: readonly string[]) => ({
  Reservations: [
    { OwnerId: '111122223333', Instances: ids.map((InstanceId) => ({ InstanceId, State: { Code: 16 } })) },
  ],
});
const NOT_FOUND = 'InvalidInstanceID.NotFound';
const MALFORMED = 'InvalidInstanceID.Malformed';
const refusal = (code: string, message: string): Failure =>
  failure(code === NOT_FOUND ? 'not-found' : 'refused', { code, message });

/** EC2, which refuses each call with one of `culprits` in it, in these words, and answers every other. */
function refusing(code: string, culprits: readonly string[], words: (found: readonly string[]) => string) {
  const stage = ec2Reading((asked) => {
    const found = idsIn(asked).filter((id) => culprits.includes(id));
    return found.length > 0 ? refusal(code, words(found)) : answer(idsIn(asked));
  });
  const describing = (ids: readonly string[]) =>
    describeById({ reading: stage.reading, hidden, answerer: stage.answerer }, scope, ids, never());
  return { describing, calls: () => stage.asked.map(idsIn) };
}

describe('instances that are looked at by their ids', () => {
  it('are asked about five hundred a call, with those that the account hides', async () => {
    const stage = ec2Reading((asked) => answer(idsIn(asked)));
    const ids = Array.from({ length: 1_001 }, (_, index) => `i-${index}`);
    const by = { reading: stage.reading, hidden, answerer: stage.answerer };
    const all = valueOf(await describeById(by, scope, ids, never()));
    assert.deepEqual(
      stage.asked.map((one) => [idsIn(one).length, one['IncludeManagedResources']]),
      [
        [500, true],
        [500, true],
        [1, true],
      ],
    );
    assert.deepEqual(
      all.instances.map(({ instance }) => instance.id),
      ids,
    );
    assert.deepEqual([all.missing, all.failures], [[], {}]);
    assert.deepEqual(all.instances[0]?.source, { InstanceId: 'i-0', State: { Code: 16 } });
    assert.equal(all.instances[0]?.instance.arn, 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0');
    assert.equal(all.instances[0]?.instance.state, 'running');
  });

  for (const code of [NOT_FOUND, MALFORMED])
    for (const [what, words] of [
      ['names', (found: readonly string[]) => `The instance IDs '${found.join(', ')}' are wrong`],
      ['doesn’t name', () => 'An instance ID is wrong'],
    ] as const)
      it(`are told but for those that AWS ${what} with ${code}`, async () => {
        const { describing, calls } = refusing(code, ['i-2', 'i-4'], words);
        const { instances, missing, failures } = valueOf(await describing(['i-1', 'i-2', 'i-3', 'i-4', 'i-5']));
        assert.deepEqual(
          instances.map(({ instance }) => instance.id),
          ['i-1', 'i-3', 'i-5'],
        );
        assert.deepEqual(missing, code === NOT_FOUND ? ['i-2', 'i-4'] : []);
        assert.deepEqual(
          Object.entries(failures).map(([id, why]) => [id, why.code]),
          code === NOT_FOUND ? [] : ['i-2', 'i-4'].map((id) => [id, MALFORMED]),
        );
        const all = ['i-1', 'i-2', 'i-3', 'i-4', 'i-5'];
        assert.deepEqual(
          calls(),
          what === 'names'
            ? [all, ['i-1', 'i-3', 'i-5']]
            : [all, ['i-1', 'i-2', 'i-3'], ['i-1', 'i-2'], ['i-1'], ['i-2'], ['i-3'], ['i-4', 'i-5'], ['i-4'], ['i-5']],
        );
      });

  it('are all missing where AWS knows none of them, and nothing more is asked', async () => {
    const { describing, calls } = refusing(NOT_FOUND, ['i-1', 'i-2'], (found) => found.join(' '));
    const told = valueOf(await describing(['i-1', 'i-2']));
    assert.deepEqual([told.instances, told.missing, calls().length], [[], ['i-1', 'i-2'], 1]);
  });

  it('are unread as one where AWS fails over no single one of them, with the first call or a later one', async () => {
    for (const why of [failure('denied', { code: 'UnauthorizedOperation', message: 'i-2' }), failure('throttled')]) {
      const stage = ec2Reading(() => why);
      const by = { reading: stage.reading, hidden, answerer: stage.answerer };
      assert.equal(failureIn(await describeById(by, scope, ['i-1', 'i-2'], never())).kind, why.kind);
      assert.equal(stage.asked.length, 1);
    }
    for (const [culprits, words] of [
      [['i-1', 'i-2', 'i-3'], 'i-1'],
      [['i-1', 'i-2', 'i-3'], 'one of them'],
    ] as const) {
      let calls = 0;
      const stage = ec2Reading((asked) => {
        calls += 1;
        if (calls > 1) return failure('server');
        return idsIn(asked).some((id) => culprits.some((one) => one === id)) ? refusal(NOT_FOUND, words) : answer([]);
      });
      const by = { reading: stage.reading, hidden, answerer: stage.answerer };
      assert.equal(failureIn(await describeById(by, scope, ['i-1', 'i-2', 'i-3'], never())).kind, 'server');
      assert.equal(calls, 2);
    }
  });

  it('are unread where AWS leaves them out, or tells no id of them: that is no word that they are gone', async () => {
    const stage = ec2Reading(() => ({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }, { InstanceId: 7 }] }] }));
    const by = { reading: stage.reading, hidden, answerer: stage.answerer };
    const { instances, missing, failures } = valueOf(await describeById(by, scope, ['i-1', 'i-2'], never()));
    assert.deepEqual([instances.map(({ instance }) => instance.id), missing], [['i-1'], []]);
    assert.deepEqual(
      Object.entries(failures).map(([id, { kind, message, operation }]) => [id, kind, message, operation]),
      [['i-2', 'malformed', 'The answer of AWS leaves out i-2.', 'ec2:DescribeInstances']],
    );
  });
});
