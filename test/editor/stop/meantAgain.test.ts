import assert from 'node:assert/strict';
import { refKey } from '../../../src/model/resources/resource.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Want } from '../../../src/stopping/stopping.ts';
import { forceOffer } from '../../../src/ui/news/offerForce.ts';
import { waysOn } from '../../../src/ui/stop/results/resultWays.ts';
import { askAnew } from '../../../src/ui/stop/stopFlow.ts';
import { shutWhere } from '../../stages/guards.ts';
import { failure, instance, refTo, seenState } from '../../stages/fakes.ts';
import { nothingIsProduction } from '../../stages/nothingSpecial.ts';

const ref = refTo(instance());
const stop = { type: 'stop' } as const;
const ACCOUNT = '111122223333';
const whose = new Map([[refKey(ref), { account: ACCOUNT, elsewhere: undefined }]]);
const ended = (verdict: Ended['verdict']): Ended => ({
  tracked: { ...{ id: 'a', run: 'r', ref, account: ACCOUNT, name: 'web', operation: stop, requestedAt: 0 } },
  verdict,
});

describe('what is meant once more', () => {
  it('is of the account in which it was asked for, by each button of a result', async () => {
    const wants: Want[] = [];
    const keep = (...more: readonly Want[]) => Promise.resolve(void wants.push(...more));
    const never = () => assert.fail('nothing else is pressed');
    const ways = waysOn({ showResult: never, signIn: never, tryAgain: (more) => keep(...more), startAgain: keep }, [
      ended({ type: 'not-carried-out', failure: failure('cut'), ...seenState('running') }),
      ended({ type: 'stopped', ...seenState('stopped') }),
    ]);
    for (const { button, press } of ways) if (button === 'Try Again…' || button === 'Start Again…') await press();
    assert.deepEqual(wants, [
      { operation: stop, refs: [ref], whose },
      { operation: { type: 'start' }, refs: [ref], whose },
    ]);
  });

  it('is of the account in which it has been stopping for long, where it is forced', () => {
    const { tracked } = ended({ type: 'unknown' });
    const elsewhere = { ...tracked, ref: { ...ref, scope: { ...ref.scope, profile: 'shut' } } };
    const guards = shutWhere(({ profile }) => profile === 'shut');
    const all = [tracked, elsewhere].map((one) => ({ tracked: one, state: 'stopping', age: 1 }));
    const { refs, whose: meant } = forceOffer({ guards, chosen: () => [], isProduction: nothingIsProduction }, all);
    assert.deepEqual([refs, meant], [[ref], whose]);
  });

  it('is planned as it was meant, one operation or several', async () => {
    const asked: unknown[] = [];
    const flow: Parameters<typeof askAnew>[0] = {
      startBehind: (steps, want) => {
        asked.push([steps, want]);
        return Promise.resolve('ended');
      },
      startAll: async (_, gather) => {
        const gathered = await gather(new AbortController().signal);
        asked.push([gathered?.steps, ...(gathered?.wants ?? [])]);
      },
    };
    const one: Want = { operation: stop, refs: [ref], whose };
    const other: Want = { operation: { type: 'start' }, refs: [ref], whose };
    await askAnew(flow, [one]);
    await askAnew(flow, [one, other]);
    assert.deepEqual(asked, [
      [0, one],
      [0, one, other],
    ]);
  });
});
