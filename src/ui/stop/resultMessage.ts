import { commands, l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { groupBy } from '../../base/groupBy.ts';
import { meantAgain } from '../../stopping/follow/followed.ts';
import { createToldOnce } from '../../stopping/follow/toldOnce.ts';
import { createToldTogether, TOGETHER } from '../../stopping/follow/toldTogether.ts';
import type { Ended, Stalled } from '../../stopping/follow/tracker.ts';
import type { Follow, Want } from '../../stopping/stopping.ts';
import { isObserved, isSeenEnd, isSuccess, type LastKnown, type Verdict } from '../../stopping/verdict.ts';
import type { SignIn } from './promptFrame.ts';
import { isOfferedAgain } from './unsent.ts';
import {
  type IsProduction,
  namesInPlaces,
  namesInShort,
  productionFirst,
  needsPlace,
  placeOf,
  type SentencePart,
} from '../words/targetNames.ts';
import { clockTime } from '../words/times.ts';
import { changeFailureWords, unchangedWords } from '../words/changeFailures.ts';
import { failureWords } from '../words/failures.ts';
import { endSentence, reasonWords, verdictWords } from '../words/verdicts.ts';
import { type Buttons, inform, showOnViews, warn } from '../words/say.ts';
import { settingOfCode } from '../../model/guardSettings.ts';
import type { Operation } from '../../model/operation.ts';
import { insteadOf } from '../../stopping/operation.ts';
import { verb } from '../words/operations.ts';
import { offerWays, type WayOn } from '../editor/offerWays.ts';
import { stepOf } from '../editor/sayFailed.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { counted } from '../words/counted.ts';

export interface ReporterParts {
  readonly follow: Follow;
  readonly clock: Pick<Clock, 'after' | 'elapsed' | 'now'>;
  /** Whether no window has told this. */
  readonly claim: (name: string) => Promise<boolean>;
  /** For what was claimed and is not told. Never rejects. */
  readonly giveBack: (name: string) => Promise<void>;
  /** Whether no other window is claiming just now; ended by the other, which never rejects. */
  readonly takeTurn: () => Promise<boolean>;
  readonly endTurn: () => Promise<void>;
  /** Whether no other window follows anything now. */
  readonly isAlone: () => boolean;
  /** Fires when that may have changed. */
  readonly onDidChangeWindows: Event<number>;
  /** The places that are chosen: with more than one, each message says where what it names is. */
  readonly chosen: () => readonly Scope[];
  readonly isProduction: IsProduction;
  /** Opens what became of runs as a page. */
  readonly showResult: (runs: readonly string[]) => void;
  /** Opens the prompt for the same once more. */
  readonly tryAgain: (wants: readonly Want[]) => Promise<void>;
  readonly signIn: SignIn;
  readonly startAgain: (want: Want) => Promise<void>;
  /** Tells of what has been stopping for long, and offers to force it. */
  readonly offerForce: (all: readonly Stalled[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Says once how stops ended that were under way together: those that this window began and those that it took up again after a reload. */
export interface RunReporter {
  dispose(): void;
}

/** So long, in milliseconds, what takes long waits to be told together: what was stopped together shows it in one look or two. */
const STALLS_TOGETHER = 4_000;

/** Listens to the following until it is disposed. Claims each end, so that one window tells it. */
export function createRunReporter(parts: ReporterParts): RunReporter {
  const { clock, claim, giveBack, takeTurn, endTurn, isAlone, onDidChangeWindows, onError } = parts;
  const results = createToldOnce<Ended>({
    clock,
    claim,
    giveBack,
    takeTurn,
    endTurn,
    isAlone,
    onDidChangeWindows,
    onError,
    kept: TOGETHER,
    nameOf: endName,
    tell: (all) => void report(parts, all).catch(onError),
  });
  const stalls = createToldOnce<Stalled>({
    clock,
    claim,
    giveBack,
    takeTurn,
    endTurn,
    isAlone,
    onDidChangeWindows,
    onError,
    kept: STALLS_TOGETHER,
    nameOf: ({ tracked }) => `stalled ${tracked.id}`,
    tell: (all) => {
      const ids = new Set(parts.follow.following().map(({ id }) => id));
      // While it was left to another window to tell, some may have ended.
      const left = all.filter(({ tracked }) => ids.has(tracked.id));
      if (left.length > 0) void parts.offerForce(left).catch(onError);
    },
  });
  let stalled: Stalled[] = [];
  let cancelStalled = () => {};
  let finish: (() => void) | undefined;
  const isOver = () => parts.follow.following().length === 0;
  const together = createToldTogether({ follow: parts.follow, clock, tell: (all) => results.add(all) });
  const stopListening = [
    parts.follow.onDidMark(() => {
      if (isOver()) {
        finish?.();
        finish = undefined;
      } else if (finish === undefined) {
        showOnViews(
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
        );
      }
    }),
    parts.follow.onDidStall((one) => {
      stalled.push(one);
      if (stalled.length > 1) return;
      cancelStalled = parts.clock.after(STALLS_TOGETHER, () => {
        stalls.add(stalled);
        stalled = [];
      });
    }),
  ];
  return {
    dispose: () => {
      together.dispose();
      cancelStalled();
      finish?.();
      results.dispose();
      stalls.dispose();
      for (const stop of stopListening) stop();
    },
  };
}

/** By what windows agree on who tells it: what one concludes from silence, or gave up, keeps none from telling what it has seen. */
export const endName = ({ tracked, verdict }: Ended): string =>
  `ended ${tracked.id}${isObserved(verdict) ? '' : ' unseen'}`;

async function report(parts: ReporterParts, all: readonly Ended[]): Promise<void> {
  // What has not left was named when it was refused, with a way to confirm it again: in the window that sent it, if that was still there.
  if (all.every(isOffered)) return;
  const message = resultMessage(all, parts.chosen(), parts.isProduction);
  const good = all.every(isGood);
  const ask = (buttons: Buttons<string>) => (good ? inform(message, ...buttons) : warn(message, ...buttons));
  await offerWays(ask, waysOn(parts, all));
}

const isGood = (one: Ended): boolean =>
  isSuccess(one.verdict, one.tracked.operation) || one.verdict.type === 'unwatched';

const isOffered = (one: Ended): boolean => one.tracked.takenUp !== true && isOfferedAgain(one);

type WayParts = Pick<ReporterParts, 'showResult' | 'signIn' | 'startAgain' | 'tryAgain'>;

/**
 * What a result offers: its page first, which every end has; then what it tells the person to do; then the page of the one thing it is about, which a safety lever
 * has none of.
 */
export function waysOn(parts: WayParts, all: readonly Ended[]): readonly WayOn[] {
  const [only, ...more] = all;
  const alone = only !== undefined && more.length === 0 ? only : undefined;
  const runs = [...new Set(all.map(({ tracked }) => tracked.run))];
  const stopped = all.filter(canStartAgain).map(({ tracked }) => tracked);
  const open = all.filter((one) => !isOffered(one));
  const retried = open.filter(isTriedAgain).map(({ tracked }) => tracked);
  const ways: readonly WayOn[] = [
    { button: l10n.t('Show Result'), press: () => parts.showResult(runs) },
    ...signInWays(parts, open),
    ...(retried.length === 0
      ? []
      : [
          {
            button: l10n.t('Try Again…'),
            stays: true as const,
            press: () => parts.tryAgain(wantsOf(retried)),
          },
        ]),
    ...insteadWays(parts, open),
    ...nextWays(open),
    ...(alone === undefined || alone.tracked.ref.kind === 'lever'
      ? []
      : [
          {
            button: l10n.t('Show Details'),
            press: () => commands.executeCommand('halt.showDetails', alone.tracked.ref),
          },
        ]),
    ...(stopped.length === 0
      ? []
      : [
          {
            button: l10n.t('Start Again…'),
            stays: true as const,
            press: () => parts.startAgain({ operation: { type: 'start' }, ...meantAgain(stopped) }),
          },
        ]),
  ];
  return [...new Map(ways.map((way) => [way.button, way])).values()];
}

const unreadOf = (verdict: Verdict): LastKnown['unread'] => (verdict.type === 'unknown' ? verdict.unread : undefined);

/** What AWS or Halt itself has refused, with the words for it. */
const refusalsOf = (all: readonly Ended[]) =>
  all.flatMap(({ tracked, verdict }) =>
    verdict.type === 'refused'
      ? [{ tracked, failure: verdict.failure, words: changeFailureWords(verdict.failure, tracked.ref.scope) }]
      : [],
  );

/** Ends after which what was asked for is still to be done, or may be: it wasn't carried out, came to nothing, or nobody saw what came of it. */
const triedAgain: ReadonlySet<Verdict['type']> = new Set(['not-carried-out', 'start-failed', 'unknown']);

/** Whether it can be asked for once more: a new plan tells what is there by now. */
function isTriedAgain(one: Ended): boolean {
  if (triedAgain.has(one.verdict.type)) return true;
  return refusalsOf([one]).some(
    ({ failure, words: { action } }) => failure.kind !== 'denied' && (action === 'retry' || action === 'sign-in'),
  );
}

/** The same operations on the same things of the same accounts. Which pause hook is answered is told by what waits by now. */
function wantsOf(all: readonly Ended['tracked'][]): readonly Want[] {
  const operationOf = ({ operation }: Ended['tracked']): Operation =>
    operation.type === 'continue' ? { type: operation.type, action: operation.action } : operation;
  return [...groupBy(all, (tracked) => JSON.stringify(operationOf(tracked))).values()].flatMap((same) => {
    const [first] = same;
    return first ? { operation: operationOf(first), ...meantAgain(same) } : [];
  });
}

/** Also of what nobody has seen end for want of a sign-in. */
function signInWays({ signIn }: WayParts, all: readonly Ended[]): readonly WayOn[] {
  const waiting = [
    ...refusalsOf(all).filter(({ words }) => words.action === 'sign-in'),
    ...all.filter(({ tracked, verdict }) => {
      const failure = unreadOf(verdict)?.failure;
      return failure !== undefined && failureWords(failure, tracked.ref.scope).action === 'sign-in';
    }),
  ];
  const profiles = [...new Set(waiting.map(({ tracked }) => tracked.ref.scope.profile))];
  if (profiles.length === 0) return [];
  return [{ button: l10n.t('Sign In'), press: () => signIn(profiles) }];
}

/** The prompt for what AWS may still do with that of which it rejected something else. */
function insteadWays({ tryAgain }: Pick<WayParts, 'tryAgain'>, all: readonly Ended[]): readonly WayOn[] {
  const found = refusalsOf(all).flatMap(({ tracked, failure }) => {
    const operation = insteadOf(tracked.operation, failure);
    return operation === undefined ? [] : [{ tracked, operation }];
  });
  return [...groupBy(found, ({ operation }) => operation.type).values()].flatMap((same): readonly WayOn[] => {
    const [first] = same;
    if (!first) return [];
    const { operation } = first;
    const want: Want = { operation, ...meantAgain(same.map(({ tracked }) => tracked)) };
    return [{ button: l10n.t('{0}…', verb(operation)), stays: true, press: () => tryAgain([want]) }];
  });
}

/** What else a refusal tells the person to do: to the console leads the page of what it is about. */
function nextWays(all: readonly Ended[]): readonly WayOn[] {
  const run = (button: string, command: string, about?: string): WayOn => ({
    button,
    press: () => commands.executeCommand(command, ...(about === undefined ? [] : [about])),
  });
  return refusalsOf(all).flatMap(({ failure, words: { action } }): readonly WayOn[] => {
    if (failure.kind === 'denied') return [run(l10n.t('Copy IAM Policy'), 'halt.copyIamPolicy')];
    if (action === 'none' || action === 'retry' || action === 'sign-in') return [];
    const { title, command, about } = stepOf(action);
    return [run(title, command, settingOfCode(failure.code) ?? about)];
  });
}

function canStartAgain(one: Ended): boolean {
  if (one.tracked.ref.kind !== 'instance' || one.tracked.operation.type === 'start') return false;
  return (
    one.verdict.type === 'stopped' || one.verdict.type === 'hibernated' || one.verdict.type === 'shut-down-instead'
  );
}

/**
 * `web-1 refused; load-test-7 and 2 more in shop-staging (eu-west-1) stopped.`: each end with the names of those that it is about, and where they are, once where
 * that is one place. What did not go as asked stands first, then the most; of each those in production. What only the log tells has its time: it may be otherwise by now.
 */
export function resultMessage(
  told: readonly Ended[],
  chosen: readonly Scope[],
  isProduction: IsProduction = () => false,
): string {
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

/** `8:36 PM – 1:35 AM` of what was not written in the same minute. */
function clockTimes(times: readonly number[]): string {
  const [first, last] = [clockTime(Math.min(...times)), clockTime(Math.max(...times))];
  return first === last ? first : `${first} – ${last}`;
}

/** Whether where they are is said: with the first end that is told, or with each. */
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

/** Without the reason, which differs from one target to the next. */
function wordsOf(one: Ended | undefined): string {
  if (one === undefined) return '';
  const { verdict, tracked } = one;
  return verdict.type === 'refused'
    ? unchangedWords(verdict.failure)
    : verdictWords(stripped(verdict), tracked.operation, tracked.ref.scope);
}

/** Of those that are told together all that is said holds: words with a time, a profile or an account in them are said of those alone of which they are true. */
function sharedEnd(one: Ended): string {
  const { verdict } = one;
  if (verdict.type === 'refused' || endSentence(verdict, 'among-others') === undefined) return wordsOf(one);
  return isSeenEnd(verdict) ? `${verdict.type}/${verdict.state}` : verdict.type;
}

/**
 * What ended, and how: a sentence of its own where there is one, so that each language can say it of one and of several. Why, AWS says of one that is
 * told alone.
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
  // What EC2 and FIS tell of a plain stop or a hibernation is that the person asked for it.
  const isPlain = one.verdict.type === 'hibernated' || (isSeenEnd(one.verdict) && one.verdict.state === 'stopped');
  const reason = told === 'alone' && !isPlain ? reasonWords(one.verdict) : '';
  return counted(sentence, same.length, names) + reason;
}

function stripped(verdict: Verdict): Verdict {
  if (!isSeenEnd(verdict)) return verdict;
  const { reason: _, ...rest } = verdict;
  return rest;
}
