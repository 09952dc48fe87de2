import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { regionsOf } from '../../../../../src/aws/services/ec2/regions.ts';
import { ec2Reading, SEEN } from '../../../../stages/answering/ec2Reading.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

describe('the regions of an account', () => {
  it('are all there are, those that it hasn’t enabled too', async () => {
    const { reading, asked } = ec2Reading(() => ({
      Regions: [
        { RegionName: 'eu-west-1', OptInStatus: 'opt-in-not-required' },
        { RegionName: 'af-south-1', OptInStatus: 'not-opted-in' },
        { RegionName: 'eu-north-1' },
      ],
    }));
    const answer = await regionsOf(reading, scope, never());
    assert.deepEqual(valueOf(answer), [
      { name: 'eu-west-1', optIn: 'opt-in-not-required' },
      { name: 'af-south-1', optIn: 'not-opted-in' },
      { name: 'eu-north-1', optIn: 'opt-in-not-required' },
    ]);
    assert.deepEqual(answer.ok && answer.seen, SEEN);
    assert.deepEqual(asked, [{ AllRegions: true }]);
  });

  it('say of themselves what can’t be read', async () => {
    const { reading } = ec2Reading(() => ({ Regions: [{ RegionName: 7 }, 'eu-west-1', null] }));
    assert.deepEqual(
      valueOf(await regionsOf(reading, scope, never())).map(({ name, unread }) => [name, unread]),
      [
        ['', ['Regions[0].RegionName']],
        ['', ['Regions[1]', 'Regions[1].RegionName']],
      ],
    );
  });

  it('are unread where AWS fails, or answers with something that is no list', async () => {
    const why = async (answer: object) => failureIn(await regionsOf(ec2Reading(() => answer).reading, scope, never()));
    assert.equal((await why(failure('denied'))).kind, 'denied');
    for (const answer of [{}, { Regions: { RegionName: 'eu-west-1' } }]) {
      const { kind, operation, message } = await why(answer);
      assert.deepEqual(
        [kind, operation, message],
        ['malformed', 'ec2:DescribeRegions', 'The answer’s regions can’t be read.'],
      );
    }
  });
});
