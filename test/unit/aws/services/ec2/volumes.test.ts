import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { volumeSizesOf } from '../../../../../src/aws/services/ec2/volumes.ts';
import { answerOf, ec2Reading, SEEN, valuesOf } from '../../../../stages/answering/ec2Reading.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const volume = (id: string, size: string): string => `<item><volumeId>${id}</volumeId><size>${size}</size></item>`;
const volumes = (items: string, token = ''): string =>
  answerOf('DescribeVolumes', `<volumeSet>${items}</volumeSet>${token && `<nextToken>${token}</nextToken>`}`);
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `vol-${index}`);

describe('the sizes of volumes', () => {
  it('are asked by a filter, which no volume fails that is gone', async () => {
    const { reading, asked } = ec2Reading(() => volumes(volume('vol-1', '8') + volume('vol-2', '0')));
    const answer = await volumeSizesOf(reading, scope, ['vol-1', 'vol-2', 'vol-1', 'vol-gone'], never());
    assert.deepEqual(valueOf(answer), { 'vol-1': 8, 'vol-2': 0 });
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(asked, [
      {
        ...{ Action: 'DescribeVolumes', Version: '2016-11-15', MaxResults: '500', at: 'ec2.eu-west-1.amazonaws.com' },
        ...{ 'Filter.1.Name': 'volume-id', 'Filter.1.Value.1': 'vol-1', 'Filter.1.Value.2': 'vol-2' },
        'Filter.1.Value.3': 'vol-gone',
      },
    ]);
  });

  it('are asked of two hundred a call, and of a thousand at most: they only explain', async () => {
    const { reading, asked } = ec2Reading(() => volumes(''));
    assert.deepEqual(valueOf(await volumeSizesOf(reading, scope, ids(1_200), never())), {});
    const counts = asked.map((one) => valuesOf(one, 'Filter.1.Value').length);
    assert.deepEqual(counts, [200, 200, 200, 200, 200]);
    const few = ec2Reading(() => volumes(''));
    await volumeSizesOf(few.reading, scope, ids(201), never());
    assert.deepEqual(
      few.asked.map((one) => valuesOf(one, 'Filter.1.Value').length),
      [200, 1],
    );
  });

  it('are those of every page', async () => {
    const { reading, asked } = ec2Reading(({ NextToken }) =>
      NextToken === undefined ? volumes(volume('vol-1', '8'), 'two') : volumes(volume('vol-2', '16')),
    );
    assert.deepEqual(valueOf(await volumeSizesOf(reading, scope, ids(3), never())), { 'vol-1': 8, 'vol-2': 16 });
    assert.deepEqual(
      asked.map(({ NextToken }) => NextToken),
      [undefined, 'two'],
    );
    const circle = ec2Reading(() => volumes(volume('vol-1', '8'), 'again'));
    const why = failureIn(await volumeSizesOf(circle.reading, scope, ['vol-1'], never()));
    assert.deepEqual([why.kind, why.operation, circle.asked.length], ['malformed', 'ec2:DescribeVolumes', 2]);
  });

  it('are told only as far as they can be read', async () => {
    const odd = [volume('vol-1', 'big'), volume('vol-2', '-1'), volume('', '8'), '<item><size>8</size></item>'];
    const { reading } = ec2Reading(() => volumes([...odd, '<item><volumeId>vol-3</volumeId></item>'].join('')));
    assert.deepEqual(valueOf(await volumeSizesOf(reading, scope, ids(4), never())), {});
  });

  it('are unread where one of the calls fails, or answers with something else', async () => {
    const denied = ec2Reading((asked) =>
      valuesOf(asked, 'Filter.1.Value').includes('vol-200') ? failure('denied') : volumes(''),
    );
    assert.equal(failureIn(await volumeSizesOf(denied.reading, scope, ids(201), never())).kind, 'denied');
    for (const [what, body] of [
      ['another operation', answerOf('DescribeInstances', '')],
      ['half an answer', '<DescribeVolumesResponse><volumeSet>'],
      ['a page', '<html></html>'],
      ['nothing', ''],
    ] as const) {
      const { reading } = ec2Reading(() => body);
      assert.equal(failureIn(await volumeSizesOf(reading, scope, ['vol-1'], never())).kind, 'malformed', what);
    }
  });
});
