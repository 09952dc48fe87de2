import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Event, Release } from '../../base/event.ts';
import type { News, NewsType } from '../../news/news.ts';
import type { Quiet } from '../../news/quiet.ts';
import { gatherNews } from '../../news/toldNews.ts';
import type { Notify } from '../settings/settings.ts';
import { inform, warn } from '../words/say.ts';
import { newsWords } from './newsWords.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

export interface NewsParts {
  readonly onDidHappen: Event<News>;
  readonly clock: Clock;
  readonly quiet: Pick<Quiet, 'isOn' | 'start'>;
  readonly notify: () => Notify;
  readonly isProduction: (news: News) => boolean;
  /** Whether no other window has told this within so many milliseconds. */
  readonly claim: (name: string, within: number) => Promise<boolean>;
  readonly giveBack: (name: string) => Promise<void>;
  readonly show: (refs: readonly TargetRef[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Nothing that anybody has to act on. */
const calm: ReadonlySet<NewsType> = new Set(['started', 'ran', 'never-began']);

/** Tells what `halt.notify` asks to be told of, each burst in one message. */
export function tellNews(parts: NewsParts): Release {
  return gatherNews({
    ...parts,
    isQuiet: () => parts.quiet.isOn(),
    isWanted: (news) => isWanted(parts, news),
    tell: (burst) => tell(parts, burst),
  });
}

function isWanted({ notify, isProduction }: NewsParts, news: News): boolean {
  switch (notify()) {
    case 'off':
      return false;
    case 'production':
      return isProduction(news);
    case 'all':
      return true;
  }
}

async function tell({ quiet, show, isProduction }: NewsParts, burst: readonly News[]): Promise<void> {
  const words = newsWords(burst, isProduction);
  const showButton = l10n.t('Show');
  const quietButton = l10n.t('Quiet for an Hour');
  const isCalm = burst.every(({ type }) => calm.has(type));
  const choice = isCalm ? await inform(words, showButton, quietButton) : await warn(words, showButton, quietButton);
  if (choice === showButton) await show(burst.map(({ ref }) => ref));
  else if (choice === quietButton) quiet.start();
}
