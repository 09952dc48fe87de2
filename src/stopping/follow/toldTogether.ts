import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { groupBy } from '../../base/groupBy.ts';
import type { Ended, Tracker } from './tracker.ts';

export interface ToldTogetherParts {
  readonly follow: Pick<Tracker, 'following' | 'onDidEnd'> & { readonly onDidFindEnds: Event<readonly Ended[]> };
  readonly clock: Pick<Clock, 'after' | 'elapsed'>;
  /** Called with ends that are told in one message; never with none. */
  readonly tell: (all: readonly Ended[]) => void;
}

/** How long an end waits for requests of other runs that are under way, in milliseconds. For those of its own run it waits until all have ended. */
export const TOGETHER = 15_000;

/**
 * How long a refusal waits for further refusals of its run, in milliseconds. It doesn't wait for the run's other ends, which may take an hour: the
 * person has to do something else now.
 */
const REFUSALS_TOGETHER = 5_000;

/**
 * How long a refusal waits where its whole run has ended, in milliseconds. What one dialog asked for can be several runs, which AWS answers at about
 * the same time; nothing else is worth waiting for.
 */
const REFUSED_WHOLE = 1_000;

/**
 * Keeps ends, except refusals, until their whole run has ended, and tells together what ended at about the same time. A run of which some ends are
 * known from the audit log alone is told by itself, since its ends have times of their own.
 */
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
  /** Called for every end, also for those that get no message: an end that is kept to be told with others may have waited for just this one. */
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
