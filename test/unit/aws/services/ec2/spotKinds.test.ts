import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spotKindsOf } from '../../../../../src/aws/services/ec2/spotKinds.ts';
import { answerOf, ec2Reading, SEEN, valuesOf } from '../../../../stages/answering/ec2Reading.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const request = (id: string, type: string): string =>
  `<item><spotInstanceRequestId>${id}</spotInstanceRequestId><type>${type}</type></item>`;
const requests = (...items: readonly string[]): string =>
  answerOf('DescribeSpotInstanceRequests', `<spotInstanceRequestSet>${items.join('')}</spotInstanceRequestSet>`);
const idsIn = (asked: Readonly<Record<string, unknown>> | undefined) => valuesOf(asked, 'SpotInstanceRequestId');

describe('the kinds of Spot requests', () => {
  it('are as AWS tells them of each that was asked about, once', async () => {
    const { reading, asked } = ec2Reading(() => requests(request('sir-1', 'persistent'), request('sir-2', 'one-time')));
    const answer = await spotKindsOf(reading, scope, ['sir-1', 'sir-2', 'sir-1'], never());
    assert.deepEqual(valueOf(answer), { 'sir-1': 'persistent', 'sir-2': 'one-time' });
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(
      [asked.map(({ Action, Version }) => [Action, Version]), asked.map(idsIn)],
      [[['DescribeSpotInstanceRequests', '2016-11-15']], [['sir-1', 'sir-2']]],
    );
  });

  it('are asked of five hundred a call, and of none in no call', async () => {
    const { reading, asked } = ec2Reading((one) => requests(...idsIn(one).map((id) => request(id, 'persistent'))));
    const ids = Array.from({ length: 1_001 }, (_, index) => `sir-${index}`);
    assert.deepEqual(Object.keys(valueOf(await spotKindsOf(reading, scope, ids, never()))), ids);
    assert.deepEqual(
      asked.map((one) => idsIn(one).length),
      [500, 500, 1],
    );
    const none = ec2Reading(() => requests());
    assert.deepEqual(valueOf(await spotKindsOf(none.reading, scope, [], never())), {});
    assert.deepEqual(none.asked, []);
  });

  it('are told without those that AWS doesn’t know, or whose kind can’t be read', async () => {
    const unknown = failure('not-found', { message: "The spot instance request IDs 'sir-1, sir-3' do not exist" });
    const { reading, asked } = ec2Reading((one) =>
      idsIn(one).includes('sir-1')
        ? unknown
        : requests(request('sir-2', 'persistent'), request('sir-4', ''), request('', 'one-time')),
    );
    const kinds = valueOf(await spotKindsOf(reading, scope, ['sir-1', 'sir-2', 'sir-3', 'sir-4'], never()));
    assert.deepEqual(kinds, { 'sir-2': 'persistent' });
    assert.deepEqual(asked.map(idsIn), [
      ['sir-1', 'sir-2', 'sir-3', 'sir-4'],
      ['sir-2', 'sir-4'],
    ]);
  });

  for (const [what, why] of [
    ['names none of them', failure('not-found', { message: 'The request sir-9 does not exist' })],
    ['names one as denied', failure('denied', { message: 'Not authorized on sir-1' })],
    ['fails', failure('server', { message: 'sir-1' })],
  ] as const)
    it(`are unread where AWS ${what}, in one call`, async () => {
      const { reading, asked } = ec2Reading(() => why);
      assert.equal(failureIn(await spotKindsOf(reading, scope, ['sir-1', 'sir-2'], never())).kind, why.kind);
      assert.equal(asked.length, 1);
    });
});
