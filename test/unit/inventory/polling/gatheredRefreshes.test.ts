import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGatheredRefreshes } from '../../../../src/inventory/polling/gatheredRefreshes.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { heldTime } from '../../../stages/fakes.ts';

const at = (profile: string): Scope => ({ profile, region: 'eu-west-1' });

function stage() {
  const clock = heldTime();
  const listed: string[] = [];
  const refreshes = createGatheredRefreshes(clock, (scopes) =>
    listed.push(`${clock.elapsed()} ${scopes.map(({ profile }) => profile).join(' ')}`),
  );
  return { clock, refreshes, listed };
}

describe('the listings after what happened in a place', () => {
  it('are one for all that happens at once, in however many places', async () => {
    const { clock, refreshes, listed } = stage();
    for (let end = 0; end < 50; end += 1) for (const profile of ['a', 'b']) refreshes.add(at(profile));
    await clock.advance(60_000);
    assert.deepEqual(listed, ['200 a b']);
    assert.equal(clock.timers(), 0);
  });

  it('are at most one in five seconds where one thing ends after the other, and one after the last of them', async () => {
    const { clock, refreshes, listed } = stage();
    for (let end = 0; end < 40; end += 1) {
      refreshes.add(at('a'));
      await clock.advance(300);
    }
    const last = clock.elapsed() - 300;
    await clock.advance(60_000);
    assert.deepEqual(listed, ['200 a', '5200 a', '10200 a', '15200 a']);
    assert.ok(last < 15_200);
  });

  it('don’t wait for those of other places', async () => {
    const { clock, refreshes, listed } = stage();
    refreshes.add(at('a'));
    await clock.advance(1_000);
    refreshes.add(at('a'));
    refreshes.add(at('b'));
    await clock.advance(60_000);
    refreshes.add(at('a'));
    await clock.advance(1_000);
    assert.deepEqual(listed, ['200 a', '1200 b', '5200 a', '61200 a']);
  });

  it('are none any more once nobody wants them', async () => {
    const { clock, refreshes, listed } = stage();
    refreshes.add(at('a'));
    refreshes.dispose();
    await clock.advance(60_000);
    assert.deepEqual([listed, clock.timers()], [[], 0]);
  });
});
