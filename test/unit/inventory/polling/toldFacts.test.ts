import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEWS, remembersTold } from '../../../../src/inventory/polling/toldFacts.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import { deployment, failure, heldTime, scope, told } from '../../../stages/fakes.ts';
import { never } from '../../../stages/aws.ts';

const elsewhere = { profile: 'other', region: scope.region };
const crash = { count: 2, reason: 'Crash', exits: [], taskDefinition: 'arn:td/web:2' };
const old = { count: 1, reason: 'Old crash', exits: [], taskDefinition: 'arn:td/web:1' };

function stage(reads: Partial<AwsReads>) {
  const time = heldTime();
  return { time, ...remembersTold(reads as AwsReads, time) };
}

describe('what AWS has told to somebody who looked', () => {
  it('is whether a type has instance-store volumes, for the profile that was told', async () => {
    const { reads, told: facts } = stage({
      typeStores: () => Promise.resolve(told({ 'm5.large': false, 'i3.large': true })),
    });
    assert.equal(facts.typeStore(scope, 'i3.large'), undefined);
    await reads.typeStores(scope, ['m5.large', 'i3.large', 'x9.large'], never());
    assert.deepEqual(
      ['m5.large', 'i3.large', 'x9.large'].map((type) => facts.typeStore(scope, type)),
      [false, true, undefined],
    );
    assert.equal(facts.typeStore(elsewhere, 'i3.large'), undefined);
    facts.forget('someone');
    assert.equal(facts.typeStore(scope, 'i3.large'), true);
    facts.forget(scope.profile);
    assert.equal(facts.typeStore(scope, 'i3.large'), undefined);
  });

  it('is that nobody may ask it, and not that it could not be asked', async () => {
    for (const [kind, expected] of [
      ['denied', 'denied'],
      ['throttled', undefined],
      ['unreachable', undefined],
    ] as const) {
      const { reads, told: facts } = stage({ typeStores: () => Promise.resolve(failed(failure(kind))) });
      await reads.typeStores(scope, ['i3.large'], never());
      assert.equal(facts.typeStore(scope, 'i3.large'), expected, kind);
    }
  });

  it('is why the tasks of a deployment stopped, parted by what they ran, as long as it is news', async () => {
    const one = deployment({ createdAt: 5 });
    const {
      reads,
      told: facts,
      time,
    } = stage({
      stoppedTasks: () => Promise.resolve(told({ total: 3, more: false, groups: [crash, old] })),
      revisions: () =>
        Promise.resolve(
          told([
            { arn: 'arn:revision/2', taskDefinition: 'arn:td/web:2' },
            { arn: 'arn:revision/1', taskDefinition: 'arn:td/web:1' },
          ]),
        ) as ReturnType<AwsReads['revisions']>,
    });
    assert.equal(facts.stopped(one), undefined);
    await reads.stoppedTasks(scope, one, never());
    assert.equal(facts.stopped(one)?.own.total, 3, 'nobody knows yet what it runs');
    await reads.revisions(scope, ['arn:revision/2', 'arn:revision/1'], never());
    const parted = facts.stopped(one);
    assert.deepEqual([parted?.own.groups, parted?.before.groups, parted?.others.groups], [[crash], [old], []]);
    assert.equal(facts.stopped({ ...one, createdAt: 6 }), undefined, 'another deployment of the same service');
    await time.advance(NEWS);
    assert.equal(facts.stopped(one)?.own.total, 2);
    await time.advance(1);
    assert.equal(facts.stopped(one), undefined);
  });
});
