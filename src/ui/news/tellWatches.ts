import { l10n } from 'vscode';
import type { WatchedRef } from '../../model/resources/resource.ts';
import type { Clock } from '../../base/clock.ts';
import type { Release } from '../../base/event.ts';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import { createBursts } from '../../news/bursts.ts';
import type { Watch } from '../../news/rememberedWatches.ts';
import { type OutOfSight, type Watched, type Watches, watchedStates } from '../../news/watches.ts';
import { isOfAnother, type Whose, whoseInText, whoseOf } from '../../model/sight.ts';
import { failureWords } from '../words/failures.ts';
import { inform, warn } from '../words/say.ts';
import { stateWords } from '../words/states.ts';
import { clockTime } from '../words/times.ts';
import { namesInShort, type SentencePart, placeOf, productionFirst } from '../words/targetNames.ts';

/** Whether something that is watched is in production, or may be. */
type IsProduction = (ref: WatchedRef) => boolean;

export interface WatchTellerParts extends Pick<Watches, 'onDidEnd' | 'onDidLoseSight' | 'forget'> {
  readonly clock: Clock;
  /** Whose what is shown of a profile is. */
  readonly shown: (profile: string) => Whose;
  /** What goes on being watched. */
  readonly all: () => readonly Watch[];
  readonly isProduction: IsProduction;
  readonly show: (refs: readonly WatchedRef[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Says how what was watched has ended, and when nobody would hear of its end. Whoever asked for it is told, whatever `halt.notify` says. */
export function tellWatches(parts: WatchTellerParts): Release {
  const { onDidEnd, onDidLoseSight, onError } = parts;
  const bursts = createBursts<Watched>(parts.clock, (burst) => void tellEnds(parts, burst).catch(onError));
  // One sign-in that ran out takes everything of its profile out of sight at once.
  const losses = createBursts<OutOfSight>(parts.clock, (burst) => void tellLost(parts, burst).catch(onError));
  const stops = [onDidEnd((ended) => bursts.add(ended)), onDidLoseSight((lost) => losses.add(lost))];
  return () => {
    for (const stop of stops) stop();
    bursts.dispose();
    losses.dispose();
  };
}

async function tellEnds(parts: WatchTellerParts, burst: readonly Watched[]): Promise<void> {
  const { show, forget } = parts;
  const words = endsWords(burst, otherAccounts(parts, burst), parts.isProduction);
  const button = l10n.t('Show');
  const answer = burst.every(isGood) ? inform(words, button) : warn(words, button);
  // It may lie there for hours: what is shown is told.
  forget(burst.map(({ watch }) => watch));
  if ((await answer) === button) await show(burst.map(({ watch }) => watch.ref));
}

/** Whether a place alone doesn't tell whose it is: its profile leads, or has led, to another account than that in which this was watched. */
type IsAmbiguous = (watch: Watch) => boolean;

/** Which of these, that are told now, a message names with their account. */
export function otherAccounts(
  { shown, all }: Pick<WatchTellerParts, 'shown' | 'all'>,
  told: readonly { readonly watch: Watch }[],
): IsAmbiguous {
  const owners = [...told.map(({ watch }) => watch), ...all()];
  return (watch) => {
    const { profile } = watch.ref.scope;
    const whose = whoseOf(watch);
    return (
      isOfAnother(whose, shown(profile)) ||
      owners.some((other) => other.ref.scope.profile === profile && isOfAnother(whose, whoseOf(other)))
    );
  };
}

/** How all that ended at once has, what ended alike together: those with something of production first, then the most. */
export function endsWords(burst: readonly Watched[], isAmbiguous: IsAmbiguous, isProduction: IsProduction): string {
  // To which account a profile leads now is said beside the one to which it led.
  const placeIn = ({ watch, end }: Watched) => placeText(watch, end.type === 'other-account' || isAmbiguous(watch));
  const isRisky = ({ watch }: Watched): boolean => isProduction(watch.ref);
  const alike = groupBy(productionFirst(burst, isRisky), (one) => `${endWords(one)}/${placeIn(one)}`);
  const most = [...alike.values()].toSorted((a, b) => b.length - a.length);
  const told = productionFirst(most, (same) => same.some(isRisky)).map((same, index) =>
    phrase(same, placeOf(index), placeIn),
  );
  return `${told.join('; ')}.`;
}

/** `load-test-7 and 2 more in shop-staging (eu-west-1): completed` */
function phrase(same: readonly Watched[], at: SentencePart, placeIn: (one: Watched) => string): string {
  const [one] = same;
  if (!one) return '';
  const names = namesOf(same, at);
  return l10n.t('{0} in {1}: {2}', names, placeIn(one), endWords(one));
}

function endWords({ watch, end }: Watched): string {
  switch (end.type) {
    case 'final':
      return stateWords(watchedStates(watch.ref.kind), end.state);
    case 'gone':
      return l10n.t('it no longer exists in AWS');
    case 'other-account':
      return l10n.t('the profile now leads to account {0}, so Halt stopped watching', end.account);
    case 'unread':
      return l10n.t('it could not be read for a day, so Halt stopped watching');
  }
}

/** The final states in which an experiment or a deployment has failed, or was ended before it was done. */
const bad: ReadonlySet<string> = new Set(['failed', 'ROLLBACK_FAILED', 'ROLLBACK_SUCCESSFUL', 'STOPPED', 'cancelled']);
const isGood = ({ end }: Watched): boolean => end.type === 'final' && !bad.has(end.state);

async function tellLost(parts: WatchTellerParts, burst: readonly OutOfSight[]): Promise<void> {
  const button = l10n.t('Show');
  await Promise.all(
    lossMessages(burst, otherAccounts(parts, burst), parts.isProduction).map(async ({ words, refs }) => {
      if ((await warn(words, button)) === button) await parts.show(refs);
    }),
  );
}

interface LossMessage {
  readonly words: string;
  readonly refs: readonly WatchedRef[];
}

/** One message for all of a place that can't be read for one reason: where another operation is denied, it is another reason. Those in production are named first. */
export function lossMessages(
  burst: readonly OutOfSight[],
  isAmbiguous: IsAmbiguous,
  isProduction: IsProduction,
): readonly LossMessage[] {
  const placeIn = ({ watch }: OutOfSight) => placeText(watch, isAmbiguous(watch));
  const whyOf = ({ watch: { ref }, failure }: OutOfSight): string =>
    failureWords(failure, { profile: ref.scope.profile }).sentence;
  const all = productionFirst(burst, ({ watch }) => isProduction(watch.ref));
  const alike = groupBy(all, (one) => JSON.stringify([one.watch.ref.scope, placeIn(one), whyOf(one)]));
  return [...alike.values()].flatMap((same): readonly LossMessage[] => {
    const [one] = same;
    if (!one) return [];
    const lost = l10n.t(
      '{0} in {1} hasn’t been readable since {2}. Halt keeps trying.',
      namesOf(same),
      placeIn(one),
      // Since then none of them has been: some may have been out of sight before.
      clockTime(Math.max(...same.map(({ since }) => since))),
    );
    return [{ words: `${lost} ${whyOf(one)}`, refs: same.map(({ watch }) => watch.ref) }];
  });
}

/** The place is said behind them: of a safety lever alone, whose name is its place, what it is called is enough, wherever in the sentence. */
function namesOf(same: readonly { readonly watch: Watch }[], at: SentencePart = 'at-start'): string {
  return same.every(({ watch }) => watch.ref.kind === 'lever')
    ? l10n.t('FIS safety lever')
    : namesInShort(
        same.map(({ watch }) => watch),
        at,
      );
}

function placeText(watch: Watch, saysAccount: boolean): string {
  const { scope } = watch.ref;
  const account =
    saysAccount && watch.account !== undefined ? [l10n.t('account {0}', whoseInText(whoseOf(watch)))] : [];
  return l10n.t('{0} ({1})', plainText(scope.profile, 60), [scope.region, ...account].join(', '));
}
