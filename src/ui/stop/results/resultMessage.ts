import { l10n } from 'vscode';
import { groupBy } from '../../../base/groupBy.ts';
import type { Ended } from '../../../stopping/follow/tracker.ts';
import { isSeenEnd, isSuccess, type Verdict } from '../../../stopping/verdict.ts';
import {
  type IsProduction,
  namesInPlaces,
  namesInShort,
  productionFirst,
  needsPlace,
  placeOf,
  type SentencePart,
} from '../../words/targetNames.ts';
import { clockTime } from '../../words/times.ts';
import { askedOf, unchangedWords } from '../../words/changeFailures.ts';
import { failureWords } from '../../words/failures.ts';
import { endSentence, reasonWords, verdictWords } from '../../words/verdicts.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';
import { counted } from '../../words/counted.ts';

/** Whether an end is as the person wanted it, or one that nobody can judge. */
export const isGood = (one: Ended): boolean =>
  isSuccess(one.verdict, one.tracked.operation) || one.verdict.type === 'unwatched';

/**
 * The sentence of a result, such as `web-1 refused; load-test-7 and 2 more in shop-staging (eu-west-1) stopped.` Each end has the names that it is
 * about and their place, which is said once where it is the same for all. Failures come first, then what is about most; within each, what is in
 * production. Ends that only the log tells have a time, as they may be outdated.
 */
export function resultMessage(told: readonly Ended[], chosen: readonly Scope[], isProduction: IsProduction): string {
  const all = productionFirst(told, ({ tracked }) => isProduction(tracked.ref));
  const isLogged = all.some(({ loggedAt }) => loggedAt !== undefined);
  const times = isLogged
    ? all.flatMap((one) => one.loggedAt ?? (isSeenEnd(one.verdict) ? one.verdict.seenAt : []))
    : [];
  const tracked = all.map((one) => one.tracked);
  const isOnePlace = new Set(tracked.map(({ ref }) => scopeKey(ref.scope))).size === 1;
  const ends = endsOf(all, needsPlace(chosen, tracked) ? (isOnePlace ? 'once' : 'each') : 'unsaid');
  return times.length === 0 ? `${ends}.` : `${ends} (${l10n.t('as of {0}', clockTimes(times))}).`;
}

/** A span of times, such as `8:36 PM – 1:35 AM`; one time where both are in the same minute. */
function clockTimes(times: readonly number[]): string {
  const [first, last] = [clockTime(Math.min(...times)), clockTime(Math.max(...times))];
  return first === last ? first : `${first} – ${last}`;
}

/** Whether the place is said with no end, with the first one, or with each. */
type PlaceSaid = 'unsaid' | 'once' | 'each';

function endsOf(all: readonly Ended[], place: PlaceSaid): string {
  const [only, ...more] = all;
  if (only && more.length === 0) {
    const words = verdictWords(only.verdict, only.tracked.operation, only.tracked.ref.scope);
    return phrase(all, words, 'alone', { saysPlace: place !== 'unsaid', at: 'at-start' }).replace(/\.$/, '');
  }
  const ends = [...groupBy(all, sharedEnd).values()].toSorted(
    (a, b) => Number(a.every(isGood)) - Number(b.every(isGood)) || b.length - a.length,
  );
  const saysPlace = (index: number) => place === 'each' || (place === 'once' && index === 0);
  return ends
    .map((same, index) =>
      phrase(same, wordsOf(same[0]), 'among-others', { saysPlace: saysPlace(index), at: placeOf(index) }),
    )
    .join('; ');
}

/** The words for an end without the reason, which differs from one target to the next. */
function wordsOf(one: Ended | undefined): string {
  if (one === undefined) return '';
  const { verdict, tracked } = one;
  return verdict.type === 'refused'
    ? unchangedWords(verdict.failure)
    : verdictWords(stripped(verdict), tracked.operation, tracked.ref.scope);
}

/**
 * A key for ends that can be told together: everything that is said must hold for all of them, so words with a time, a profile or an account of their
 * own keep ends apart.
 */
function sharedEnd(one: Ended): string {
  const { verdict } = one;
  if (verdict.type === 'refused' || endSentence(verdict, 'among-others') === undefined) return wordsOf(one);
  return isSeenEnd(verdict) ? `${verdict.type}/${verdict.state}` : verdict.type;
}

/**
 * What ended, and how. Where there is a sentence of its own for the end, each language can form it for one and for several. AWS's reason is told only
 * of one that is told alone, and of several that were refused for the same one.
 */
function phrase(
  same: readonly Ended[],
  words: string,
  told: 'alone' | 'among-others',
  { saysPlace, at }: { readonly saysPlace: boolean; readonly at: SentencePart },
): string {
  const [one] = same;
  if (!one) return '';
  const named = saysPlace ? namesInPlaces : namesInShort;
  const names = named(
    same.map(({ tracked }) => tracked),
    at,
  );
  const sentence = endSentence(one.verdict, told);
  if (sentence === undefined) return l10n.t('{0}: {1}', names, words);
  // For a plain stop or a hibernation, the reason of EC2 and FIS is only that the person asked for it.
  const isPlain = one.verdict.type === 'hibernated' || (isSeenEnd(one.verdict) && one.verdict.state === 'stopped');
  const reason = told === 'alone' && !isPlain ? reasonWords(one.verdict) : '';
  const said = counted(sentence, same.length, names) + reason;
  const shared = sharedReason(same);
  return shared === undefined ? said : l10n.t('{0} — in each case: {1}', said, shared);
}

/** Why several were refused or not sent, where it is the same for all of them: it tells what to do about them, and what may still be running. */
function sharedReason(same: readonly Ended[]): string | undefined {
  const [reason, ...others] = new Set(
    same.map(({ tracked, verdict }) =>
      verdict.type === 'refused' ? failureWords(verdict.failure, askedOf(tracked)).sentence : undefined,
    ),
  );
  return same.length > 1 && others.length === 0 ? reason?.replace(/[.。]$/u, '') : undefined;
}

function stripped(verdict: Verdict): Verdict {
  if (!isSeenEnd(verdict)) return verdict;
  const { reason: _, ...rest } = verdict;
  return rest;
}
