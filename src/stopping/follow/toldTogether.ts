import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { groupBy } from '../../base/groupBy.ts';
import type { Ended, Tracker } from './tracker.ts';

export interface ToldTogetherParts {
  readonly follow: Pick<Tracker, 'following' | 'onDidEnd'> & { readonly onDidFindEnds: Event<readonly Ended[]> };
  readonly clock: Pick<Clock, 'after' | 'elapsed'>;
  /** Hears of what is told together; never of nothing. */
  readonly tell: (all: readonly Ended[]) => void;
}

/** So long, in milliseconds, what has ended waits for what is still under way. Of its own run it waits for all. */
export const TOGETHER = 15_000;

/** So long, in milliseconds, what was refused waits for what else is refused. A person who asked for it has to do something else, while the rest may take an hour. */
const REFUSALS_TOGETHER = 5_000;

/** So long, in milliseconds, where all of its run has ended: what one dialog asked for can be several runs, which AWS answers at about the same time. Nothing else is worth waiting for. */
const REFUSED_WHOLE = 1_000;

/** Keeps what has ended, but for refusals, until all of its run has, and tells together what ended at about the same time. A run of which the audit log alone tells some is told by itself, whole: it has its own times. */
export function createToldTogether({ follow, clock, tell }: ToldTogetherParts): { dispose(): void } {
  let ended: Ended[] = [];
  let cancel: (() => void) | undefined;
  let due = Infinity;
  const tellOver = () => {
    cancel?.();
    due = Infinity;
    const following = new Set(follow.following().map(({ run }) => run));
    const isKept = ({ tracked, verdict }: Ended) => following.has(tracked.run) && verdict.type !== 'refused';
    const all = ended.filter((one) => !isKept(one));
    ended = ended.filter(isKept);
    const logged = new Set(all.flatMap(({ tracked, loggedAt }) => (loggedAt === undefined ? [] : tracked.run)));
    const isOfLogged = ({ tracked }: Ended) => logged.has(tracked.run);
    const seen = all.filter((one) => !isOfLogged(one));
    for (const some of [seen, ...groupBy(all.filter(isOfLogged), ({ tracked }) => tracked.run).values()])
      if (some.length > 0) tell(some);
  };
  const tellWithin = (milliseconds: number) => {
    const at = clock.elapsed() + milliseconds;
    if (at >= due) return;
    cancel?.();
    due = at;
    cancel = clock.after(milliseconds, tellOver);
  };
  /** Also where nothing of it is told: what is kept may have waited for that alone. */
  const hear = (all: readonly Ended[]) => {
    ended.push(...all);
    const following = new Set(follow.following().map(({ run }) => run));
    const refused = all.filter(({ verdict }) => verdict.type === 'refused');
    if (following.size === 0) tellOver();
    else if (refused.length === 0) tellWithin(TOGETHER);
    else tellWithin(refused.every(({ tracked }) => following.has(tracked.run)) ? REFUSALS_TOGETHER : REFUSED_WHOLE);
  };
  const stops = [
    follow.onDidEnd((one) => hear([one])),
    // A person who stopped watching something needn't be told of it.
    follow.onDidFindEnds((all) => hear(all.filter(({ verdict }) => verdict.type !== 'unwatched'))),
  ];
  return {
    dispose: () => {
      cancel?.();
      for (const stop of stops) stop();
    },
  };
}
