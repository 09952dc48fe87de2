import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRIED_ONCE_IN } from '../../../../src/inventory/polling/readableProfiles.ts';
import { failed, type FailureKind } from '../../../../src/model/failure.ts';
import { failure, told } from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';

const [first, second] = ['eu-west-1', 'us-east-1'].map((region) => ({ profile: 'p', region }));
const elsewhere = { profile: 'other', region: 'eu-west-1' };
const nothing = told({ resources: [], gaps: [] });

/** All lists of two regions of a profile, and of another profile, fail in the same way, until they are mended. */
async function allFailing(kind: FailureKind) {
  const failing = new Set(['p/eu-west-1', 'p/us-east-1', 'other/eu-west-1']);
  const order: string[] = [];
  const stage = pollerStage({
    list: ({ profile, region }, list) => {
      order.push(`${profile}/${region} ${list}`);
      return [failing.has(`${profile}/${region}`) ? failed(failure(kind)) : nothing];
    },
  });
  stage.poller.setAttention({ viewVisible: true, windowFocused: true });
  stage.poller.setScopes([first, second, elsewhere].flatMap((scope) => scope ?? []));
  await stage.clock.advance(1_000);
  assert.equal(order.splice(0).length, 12);
  return { ...stage, order, failing };
}

describe('lists that failed as if their profile could not be read', () => {
  it('are read again as soon as another of its lists is', async () => {
    const { poller, clock, order, failing, inventory } = await allFailing('credentials-expired');
    failing.clear();
    assert.ok(first);
    poller.refresh({ scope: first, kind: 'experiment' });
    await clock.advance(1_000);
    const kinds = ['experiment', 'instance', 'lever', 'service'];
    assert.deepEqual(
      order.toSorted(),
      ['p/eu-west-1', 'p/us-east-1'].flatMap((place) => kinds.map((kind) => `${place} ${kind}`)),
    );
    assert.equal(inventory.status({ profile: 'p', region: 'us-east-1' }, 'instance').failure, undefined);
    poller.dispose();
  });

  it('are left to their own time where they fail for something else', async () => {
    const { poller, clock, order, failing } = await allFailing('denied');
    failing.clear();
    assert.ok(first);
    poller.refresh({ scope: first, kind: 'experiment' });
    await clock.advance(1_000);
    assert.deepEqual(order, ['p/eu-west-1 experiment']);
    poller.dispose();
  });

  it('are not read again and again where they alone keep failing so', async () => {
    const { poller, clock, order, failing } = await allFailing('credentials-wrong');
    failing.delete('p/eu-west-1');
    assert.ok(first);
    poller.refresh({ scope: first });
    await clock.advance(1_000);
    assert.deepEqual(order.filter((one) => one.startsWith('p/us-east-1')).length, 4, 'once');
    order.splice(0);
    await clock.advance(TRIED_ONCE_IN - 10_000);
    assert.ok(order.filter((one) => one.startsWith('p/eu-west-1')).length > (TRIED_ONCE_IN / paces.gentle) * 2);
    assert.deepEqual(
      order.filter((one) => one.startsWith('p/us-east-1')),
      [],
    );
    poller.dispose();
  });

  it('are forgotten with their place', async () => {
    const { poller, clock, order, failing } = await allFailing('signin-expired');
    failing.clear();
    assert.ok(first && second);
    poller.setScopes([first]);
    poller.refresh({ scope: first, kind: 'lever' });
    await clock.advance(1_000);
    assert.equal(order.filter((one) => one.startsWith('p/us-east-1')).length, 0);
    assert.equal(order.length, 4);
    poller.dispose();
  });
});
