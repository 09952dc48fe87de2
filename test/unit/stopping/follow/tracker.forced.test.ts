import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { failure, instance, looksAt } from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

describe('what the tracker tells of a force stop', () => {
  it('gives a force stop that AWS has accepted its own time, and tells then, once, of that alone', async () => {
    let state = 'stopping';
    const { clock, tracker, stalls, stallAges } = trackerStage({ describe: looksAt(() => [instance({ state })]) });
    const marked: string[] = [];
    const shown = nobodys;
    const { ref } = request(clock, instance());
    tracker.follow(request(clock, instance()));
    await clock.advance(8 * MINUTE);
    assert.equal(tracker.forced(ref, shown), undefined);
    const at = clock.now();
    const force = { operation: { type: 'force-stop', skipOsShutdown: false }, stateBefore: 'stopping' } as const;
    tracker.sending(request(clock, instance(), { ...force, id: 'forced' }));
    assert.equal(tracker.forced(ref, shown), undefined);
    tracker.follow(request(clock, instance(), { ...force, id: 'forced' }));
    await clock.advance(9 * MINUTE);
    // The stop before it has had its ten minutes by now: a force stop would be offered right after one.
    assert.deepEqual([stalls, tracker.forced(ref, shown)], [[], { at, nextAt: at + 10 * MINUTE }]);
    tracker.onDidMark((refs) => marked.push(...refs.map(({ id }) => id)));
    await clock.advance(5 * MINUTE);
    assert.deepEqual([stalls, tracker.forced(ref, shown)], [['forced'], { at, nextAt: undefined }]);
    // Its row is drawn anew, and offers another.
    assert.deepEqual(marked, [ref.id]);
    assert.ok((stallAges[0] ?? 0) > 17 * MINUTE);
    state = 'stopped';
    await clock.advance(MINUTE);
    assert.equal(tracker.forced(ref, shown), undefined);
  });

  for (const [what, lost] of [
    ['no answer came', { uncertain: failure('timeout') }],
    ['it is another account’s', { account: '444455556666' }],
  ] as const)
    it(`takes no force stop for accepted where ${what}`, async () => {
      const { clock, tracker } = trackerStage({ describe: looksAt(() => [instance({ state: 'stopping' })]) });
      const force = { operation: { type: 'force-stop', skipOsShutdown: false }, stateBefore: 'stopping' } as const;
      const tracked = request(clock, instance(), { account: '111122223333', ...force, ...lost });
      tracker.follow(tracked);
      assert.equal(tracker.forced(tracked.ref, { account: '111122223333', elsewhere: undefined }), undefined);
    });
});
