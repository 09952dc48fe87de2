import { createEmitter, type Event, type Release } from '../base/event.ts';
import { isAbout, type Tracked } from '../stopping/follow/followed.ts';
import { whoseOf } from '../model/sight.ts';
import type { Follow } from '../stopping/stopping.ts';
import { isEndSeen } from '../stopping/verdict.ts';
import type { Watched, Watches } from './watches.ts';

/** The ends of what is watched that nobody else tells of. */
export interface UntoldEnds {
  readonly onDidEnd: Event<Watched>;
  readonly dispose: Release;
}

/**
 * A confirmed stop tells of its end itself, whichever of the two looks at the thing first, and through whichever profile of its account the thing is watched: one end, one message. What AWS refused, or
 * what was continued, goes on, and so does its watch.
 */
export function untoldEnds(
  watches: Pick<Watches, 'all' | 'onDidEnd' | 'stop' | 'forget'>,
  follow: Pick<Follow, 'following' | 'onDidEnd'>,
  onError: (error: unknown) => void,
): UntoldEnds {
  const ends = createEmitter<Watched>(onError);
  const stops = [
    watches.onDidEnd((watched) => {
      const { watch, end } = watched;
      const isSeen = end.type === 'final' || end.type === 'gone';
      const isOf = (tracked: Tracked) => isAbout(tracked, { ref: watch.ref, whose: whoseOf(watch) });
      if (isSeen && follow.following().some(isOf)) watches.forget([watch]);
      else ends.fire(watched);
    }),
    follow.onDidEnd(({ tracked, verdict }) => {
      if (!isEndSeen(tracked.ref.kind, verdict)) return;
      const things = watches.all().map((watch) => ({ ref: watch.ref, whose: whoseOf(watch) }));
      watches.stop(things.filter((thing) => isAbout(tracked, thing)));
    }),
  ];
  return {
    onDidEnd: ends.event,
    dispose: () => {
      for (const stop of stops) stop();
      ends.dispose();
    },
  };
}
