import type { Clock } from '../base/clock.ts';
import type { Event, Release } from '../base/event.ts';
import { createBursts } from './bursts.ts';
import { claimed } from '../stopping/follow/claimed.ts';
import { STILL_ENGAGED_AFTER } from './engagedLevers.ts';
import type { News } from './news.ts';

export interface ToldNewsParts {
  readonly onDidHappen: Event<News>;
  readonly clock: Clock;
  readonly isQuiet: () => boolean;
  readonly isWanted: (news: News) => boolean;
  /** Whether no other window has told this within so many milliseconds. */
  readonly claim: (name: string, within: number) => Promise<boolean>;
  /** Leaves to the others what was claimed and is not told. Never rejects. */
  readonly giveBack: (name: string) => Promise<void>;
  readonly tell: (burst: readonly News[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** The windows see the same change about a minute apart: what happens again later than this, in milliseconds, is told again. */
const RECURS_AFTER = 2 * 60_000;

/** In how many milliseconds the same change is told once. Most of what happens to an experiment or a deployment happens to it once. */
const toldOnceWithin = ({ type, canRecur }: News): number => {
  if (type === 'still-engaged') return STILL_ENGAGED_AFTER;
  return canRecur === true ? RECURS_AFTER : Infinity;
};

/** Takes what this window brought about itself for told, in every window: the others would call it news. */
export function claimingOwn({
  did,
  claim,
  onError,
}: Pick<ToldNewsParts, 'claim' | 'onError'> & { readonly did: (news: News) => boolean }): (news: News) => boolean {
  return (news) => {
    const isOwn = did(news);
    if (isOwn) claim(news.key, toldOnceWithin(news)).catch(onError);
    return isOwn;
  };
}

/** Hands over what is to be told, in bursts. Each is claimed right before it is shown: a window that is closed while it gathers leaves its news to the others. */
export function gatherNews(parts: ToldNewsParts): Release {
  const { isQuiet, isWanted, onError } = parts;
  const claiming = {
    claim: (news: News) => parts.claim(news.key, toldOnceWithin(news)),
    giveBack: (news: News) => parts.giveBack(news.key),
  };
  let isOver = false;
  const tell = async (burst: readonly News[]): Promise<void> => {
    if (isQuiet()) return;
    const left = await claimed(burst, claiming, () => isOver);
    if (left.length > 0) await parts.tell(left);
  };
  const bursts = createBursts<News>(parts.clock, (burst) => void tell(burst).catch(onError));
  const stop = parts.onDidHappen((news) => {
    if (!isQuiet() && isWanted(news)) bursts.add(news);
  });
  return () => {
    isOver = true;
    stop();
    bursts.dispose();
  };
}
