import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { heldTime, instance, looksAt, refTo } from '../../stages/fakes.ts';
import {
  watchedThing as thing,
  watchMemory as memory,
  watchOfTarget as watchOf,
  watchStage as stage,
} from '../../stages/watches.ts';

const MINUTE = 60_000;

describe('what is watched of a reference that is watched in another account already', () => {
  const [ours, other] = ['111122223333', '444455556666'];
  const inOther = watchOf(instance(), { name: 'other', account: other });
  const leadsTo = (account: () => string | undefined, state: () => string = () => 'running'): Partial<AwsReads> => ({
    describe: async (...args) => {
      const now = account();
      return {
        ...(await looksAt(() => [instance({ state: state() })])(...args)),
        seen: { at: 0, ...(now !== undefined && { account: now }) },
      };
    },
  });

  it('is followed beside that one, each to its own end, and kept over a reload', async () => {
    let state = 'running';
    const { clock, watches, said, kept } = stage(
      leadsTo(
        () => other,
        () => state,
      ),
    );
    watches.start([watchOf(instance(), { name: 'ours' })]);
    watches.start([inOther, inOther]);
    assert.deepEqual(
      watches.all().map(({ name }) => name),
      ['ours', 'other'],
    );
    const again = stage({}, kept).watches;
    again.resume();
    assert.deepEqual(again.all(), watches.all());
    await clock.advance(MINUTE);
    assert.deepEqual(said(), [`ours other-account ${other}`]);
    assert.deepEqual(kept.get(), [inOther]);
    assert.equal(watches.has(refTo(instance()), { account: ours, elsewhere: undefined }), false);
    state = 'stopped';
    await clock.advance(MINUTE);
    assert.deepEqual([said(), kept.get(), clock.timers()], [['other final stopped'], undefined, 0]);
  });

  it('is let go without that one', () => {
    const { watches, kept } = stage({});
    watches.start([watchOf(instance()), inOther]);
    watches.stop([thing(instance(), { account: ours, elsewhere: undefined })]);
    assert.deepEqual([watches.all(), kept.get()], [[inOther], [inOther]]);
    watches.stop([thing(instance())]);
    assert.deepEqual([watches.all(), kept.get()], [[], undefined]);
  });

  it('is one with what was begun before anybody knew whose it is, whoever says it first', async () => {
    const { account: _, ...unowned } = inOther;
    const asked = stage({});
    asked.watches.start([unowned]);
    asked.watches.start([inOther]);
    assert.deepEqual([asked.watches.all(), asked.kept.get()], [[inOther], [inOther]]);
    const looked = stage(leadsTo(() => other));
    looked.watches.start([inOther]);
    looked.watches.start([unowned]);
    assert.equal(looked.watches.all().length, 2);
    await looked.clock.advance(MINUTE);
    assert.deepEqual([looked.watches.all(), looked.kept.get(), looked.said()], [[inOther], [inOther], []]);
  });

  it('is told where only its end is untold yet, and the other’s told', async () => {
    const { clock, watches, kept } = stage(
      leadsTo(
        () => other,
        () => 'stopped',
      ),
      memory(),
      heldTime(),
      true,
    );
    const first = watchOf(instance());
    watches.start([first, inOther]);
    await clock.advance(MINUTE);
    assert.deepEqual(watches.all(), []);
    watches.forget([first]);
    assert.deepEqual(kept.get(), [inOther]);
  });
});
