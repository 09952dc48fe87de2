import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../src/base/event.ts';
import type { WatchedRef } from '../../../src/model/resources/resource.ts';
import type { Watch } from '../../../src/news/rememberedWatches.ts';
import { untoldEnds } from '../../../src/news/untoldEnds.ts';
import type { WatchEnd, Watched } from '../../../src/news/watches.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { failure, scope } from '../../stages/fakes.ts';

const PROD = '111122223333';
const OTHER = '999988887777';
const through = (profile: string, region = scope.region) => ({ profile, region });

const watchOf = (ref: WatchedRef, account?: string): Watch => ({
  ...{ ref, name: 'x', from: 'running' },
  ...(account !== undefined && { account }),
});
const stopOf = (ref: Tracked['ref'], account?: string): Tracked => ({
  ...{ id: 't', run: 'r', ref, name: 'x', operation: { type: 'stop' }, requestedAt: 0 },
  ...(account !== undefined && { account }),
});
const web = (place = scope): Tracked['ref'] => ({ kind: 'instance', scope: place, id: 'i-1' });

function stage(watched: readonly Watch[], following: readonly Tracked[]) {
  const ends = createEmitter<Watched>();
  const stops = createEmitter<Ended>();
  let left = watched;
  const forgotten: string[] = [];
  const untold = untoldEnds(
    {
      all: () => left,
      onDidEnd: ends.event,
      stop: (things) => {
        left = left.filter((watch) => things.every(({ ref }) => ref !== watch.ref));
      },
      forget: (those) => forgotten.push(...those.map(({ name: one }) => one)),
    },
    { following: () => following, onDidEnd: stops.event },
    (error) => {
      throw error;
    },
  );
  const told: WatchEnd['type'][] = [];
  untold.onDidEnd(({ end }) => told.push(end.type));
  return { ends, stops, left: () => left, forgotten, told, dispose: untold.dispose };
}

/** A watch, a stop, and whether they are of one thing. */
const pairs: readonly (readonly [name: string, watch: Watch, stop: Tracked, isOne: boolean])[] = [
  ['the same profile', watchOf(web()), stopOf(web()), true],
  ['another profile of its account', watchOf(web(through('ops')), PROD), stopOf(web(through('dev')), PROD), true],
  ['a profile of another account', watchOf(web(through('ops')), PROD), stopOf(web(through('dev')), OTHER), false],
  [
    'a profile of which nobody knows whose it is',
    watchOf(web(through('ops'))),
    stopOf(web(through('dev')), PROD),
    false,
  ],
  ['two profiles of which nobody knows it', watchOf(web(through('ops'))), stopOf(web(through('dev'))), false],
  [
    'another region',
    watchOf(web(through('ops', 'us-east-1')), PROD),
    stopOf(web(through('ops', 'eu-west-1')), PROD),
    false,
  ],
  [
    'another thing of the account',
    watchOf({ ...web(through('ops')), id: 'i-2' }, PROD),
    stopOf(web(through('ops')), PROD),
    false,
  ],
  [
    'a managed daemon of that name',
    watchOf({ kind: 'daemon', scope: through('ops'), id: 'i-1' }, PROD),
    stopOf(web(through('ops')), PROD),
    false,
  ],
];

describe('the end of what is watched while a confirmed stop is followed', () => {
  for (const [name, watch, stop, isOne] of pairs) {
    it(`is told ${isOne ? 'by the stop alone' : 'by the watch'}: ${name}`, () => {
      for (const end of [
        { type: 'final', state: 'stopped' },
        { type: 'gone', last: 'stopping' },
      ] as const) {
        const seen = stage([watch], [stop]);
        seen.ends.fire({ watch, end });
        assert.deepEqual([seen.told, seen.forgotten], isOne ? [[], ['x']] : [[end.type], []]);
      }
      const first = stage([watch], []);
      first.stops.fire({ tracked: stop, verdict: { type: 'stopped', state: 'stopped' } as Ended['verdict'] });
      assert.deepEqual(first.left(), isOne ? [] : [watch]);
    });
  }

  it('is told by the watch where the stop came to nothing, or the watch saw no end', () => {
    const watch = watchOf(web(through('ops')), PROD);
    const stop = stopOf(web(through('dev')), PROD);
    const refused = stage([watch], []);
    refused.stops.fire({
      tracked: stop,
      verdict: { type: 'refused', failure: failure('refused') },
    });
    assert.deepEqual(refused.left(), [watch]);
    refused.ends.fire({ watch, end: { type: 'final', state: 'stopped' } });
    assert.deepEqual(refused.told, ['final']);
    const unseen = stage([watch], [stop]);
    unseen.ends.fire({ watch, end: { type: 'unread', failure: failure('timeout'), last: 'running' } });
    unseen.ends.fire({ watch, end: { type: 'other-account', account: OTHER, last: 'running' } });
    assert.deepEqual(unseen.told, ['unread', 'other-account']);
    unseen.dispose();
    unseen.ends.fire({ watch, end: { type: 'unread', failure: failure('timeout'), last: 'running' } });
    assert.equal(unseen.told.length, 2);
  });
});
