import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import type { News } from '../../news/news.ts';
import { stateWords } from '../words/states.ts';
import { namesInShort, type SentencePart, placeOf, placesInShort, productionFirst } from '../words/targetNames.ts';
import { clockTime } from '../words/times.ts';

/** `load-test-7 and 2 more started in shop-staging (eu-west-1); web: deployment rolling back in …`: what happened in one burst, what some of it is of production first, then the most. */
export function newsWords(burst: readonly News[], isProduction: (news: News) => boolean): string {
  const all = productionFirst(burst, isProduction);
  const alike = [...groupBy(all, (news) => [news.type, news.state, sinceOf(news), seenOf(news)].join('/')).values()];
  const most = alike.toSorted((a, b) => b.length - a.length);
  const told = productionFirst(most, (same) => same.some(isProduction)).map((same, index) =>
    lateWords(same, placeOf(index)),
  );
  return `${told.join('; ')}.`;
}

/** Since when it may have been so; empty where it happened just now. */
const sinceOf = ({ notReadSince }: News): string => (notReadSince === undefined ? '' : clockTime(notReadSince));

/** When a lever was seen engaged first that still is; empty for all else. */
const seenOf = ({ seenAt }: News): string => (seenAt === undefined ? '' : clockTime(seenAt));

/** `load-test-7 started in shop-staging (eu-west-1) · not read since 22:00`: what is seen late isn't told as if it had happened now. */
function lateWords(same: readonly News[], at: SentencePart): string {
  const [one] = same;
  const since = one === undefined ? '' : sinceOf(one);
  return since === '' ? phrase(same, at) : l10n.t('{0} · not read since {1}', phrase(same, at), since);
}

function phrase(same: readonly News[], at: SentencePart): string {
  const [one] = same;
  if (!one) return '';
  const names = namesInShort(same, at);
  const where = placesInShort(same.map(({ ref }) => ref.scope));
  switch (one.type) {
    case 'started':
      return l10n.t('{0} started in {1}', names, where);
    case 'ran':
      return l10n.t('{0} started in {1} and is already over ({2})', names, where, stateWords('experiment', one.state));
    case 'never-began':
      return l10n.t('{0} did not start in {1}: {2}', names, where, stateWords('experiment', one.state));
    case 'experiment-failed':
      return l10n.t('{0} failed in {1}', names, where);
    case 'paused':
      return one.state === ''
        ? l10n.t('{0}: deployment paused in {1}', names, where)
        : l10n.t('{0}: deployment paused at {1} in {2}', names, plainText(one.state, 60), where);
    case 'rolled-back':
    case 'deployment-failed':
      return l10n.t('{0}: deployment {1} in {2}', names, stateWords('deployment', one.state), where);
    case 'engaged':
      return at === 'at-start'
        ? l10n.t('{0} in {1}', l10n.t('Safety lever {0}', stateWords('lever', one.state)), where)
        : l10n.t('{0} in {1}', l10n.t('safety lever {0}', stateWords('lever', one.state)), where);
    case 'still-engaged':
      return at === 'at-start'
        ? l10n.t('The safety lever in {0} is engaged, as it was at {1}', where, seenOf(one))
        : l10n.t('the safety lever in {0} is engaged, as it was at {1}', where, seenOf(one));
  }
}
