import type { Clock } from '../base/clock.ts';
import type { Event, Release } from '../base/event.ts';
import { createBursts } from './bursts.ts';
import { STILL_ENGAGED_AFTER } from './engagedLevers.ts';
import type { News, NewsType } from './news.ts';

export interface ToldNewsParts {
  readonly onDidHappen: Event<News>;
  readonly clock: Clock;
  readonly isQuiet: () => boolean;
  readonly isWanted: (news: News) => boolean;
  /** Whether no other window has told this within so many milliseconds. */
  readonly claim: (name: string, within: number) => Promise<boolean>;
  readonly tell: (burst: readonly News[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** In how many milliseconds the same change is told once. What happens to one experiment or deployment happens once; a lever can be engaged again. */
const toldOnceWithin = (type: NewsType): number => {
  switch (type) {
    case 'engaged':
      return 10 * 60_000;
    case 'still-engaged':
      return STILL_ENGAGED_AFTER;
    default:
      return Infinity;
  }
};

/** Takes what this window brought about itself for told, in every window: the others would call it news. */
export function claimingOwn({
  did,
  claim,
  onError,
}: Pick<ToldNewsParts, 'claim' | 'onError'> & { readonly did: (news: News) => boolean }): (news: News) => boolean {
  return (news) => {
    const isOwn = did(news);
    if (isOwn) claim(news.key, toldOnceWithin(news.type)).catch(onError);
    return isOwn;
  };
}

/** Hands over what is to be told, in bursts. Each is claimed right before it is shown: a window that is closed while it gathers leaves its news to the others. */
export function gatherNews(parts: ToldNewsParts): Release {
  const { isQuiet, isWanted, onError } = parts;
  let isOver = false;
  const tell = async (burst: readonly News[]): Promise<void> => {
    if (isQuiet()) return;
    const claimed = await Promise.all(burst.map(({ key, type }) => parts.claim(key, toldOnceWithin(type))));
    const left = burst.filter((_, at) => claimed[at] === true);
    if (left.length > 0 && !isOver) await parts.tell(left);
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
