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
import { askedOf, changeFailureWords, unchangedWords } from '../words/changeFailures.ts';
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
  /** Claims the telling of something by its name: true where no window had claimed it. */
  readonly claim: (name: string) => Promise<boolean>;
  /** Takes back a claim on what is not told after all. Never rejects. */
  readonly giveBack: (name: string) => Promise<void>;
  /** Tries to get this window's turn to claim; `endTurn` ends it, and never rejects. */
  readonly takeTurn: () => Promise<boolean>;
  readonly endTurn: () => Promise<void>;
  /** Whether no other window follows anything now. */
  readonly isAlone: () => boolean;
  /** Fires when {@link ReporterParts.isAlone} may have changed. */
  readonly onDidChangeWindows: Event<number>;
  /** The places that are chosen: with more than one, each message says where what it names is. */
  readonly chosen: () => readonly Scope[];
  readonly isProduction: IsProduction;
  /** Opens what became of runs as a page. */
  readonly showResult: (runs: readonly string[]) => void;
  /** Opens the prompt for these once more. */
  readonly tryAgain: (wants: readonly Want[]) => Promise<void>;
  readonly signIn: SignIn;
  readonly startAgain: (want: Want) => Promise<void>;
  /** Tells of instances that have been stopping for long, and offers to force them. */
  readonly offerForce: (all: readonly Stalled[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Says how stops ended that were under way together, once over all windows: those that this window began, and those that it took up after a reload.
 */
export interface RunReporter {
  dispose(): void;
}

/** How long instances that take long wait to be told together, in milliseconds: of what was stopped together, one look or two show it. */
const STALLS_TOGETHER = 4_000;

/** Listens to what is followed until it is disposed. It claims each end, so that only one window tells it. */
export function createRunReporter(parts: ReporterParts): RunReporter {
  const { clock, claim, giveBack, takeTurn, endTurn, isAlone, onDidChangeWindows, onError } = parts;
  const betweenWindows = { clock, claim, giveBack, takeTurn, endTurn, isAlone, onDidChangeWindows, onError };
  const results = createToldOnce<Ended>({
    ...betweenWindows,
    kept: TOGETHER,
    nameOf: endName,
    tell: (all) => void report(parts, all).catch(onError),
  });
  const stalls = createToldOnce<Stalled>({
    ...betweenWindows,
    kept: STALLS_TOGETHER,
    nameOf: ({ tracked }) => `stalled ${tracked.id}`,
    tell: (all) => {
      const ids = new Set(parts.follow.following().map(({ id }) => id));
      // Some may have ended while another window could have told of them.
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

/**
 * The name by which windows claim an end. One that a window only concluded from silence, or gave up on, has another name, so that it keeps no window
 * from telling of the end that it saw.
 */
export const endName = ({ tracked, verdict }: Ended): string =>
  `ended ${tracked.id}${isObserved(verdict) ? '' : ' unseen'}`;

async function report(parts: ReporterParts, all: readonly Ended[]): Promise<void> {
  // Requests that have not left were already named in the window that sent them, with a way to confirm them again.
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
 * The buttons of a result: its page, which every end has; then what the person can do; then the page of the thing, if it is a single one other than a
 * lever, which has no page.
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

/** The ends that AWS or Halt refused, with the words for each. */
const refusalsOf = (all: readonly Ended[]) =>
  all.flatMap(({ tracked, verdict }) =>
    verdict.type === 'refused'
      ? [{ tracked, failure: verdict.failure, words: changeFailureWords(verdict.failure, askedOf(tracked)) }]
      : [],
  );

/** Verdicts after which the request may still have to be done: it wasn't carried out, came to nothing, or nobody saw what came of it. */
const triedAgain: ReadonlySet<Verdict['type']> = new Set(['not-carried-out', 'start-failed', 'unknown']);

/** Whether it makes sense to ask once more: the new plan tells what is there by now. */
function isTriedAgain(one: Ended): boolean {
  if (triedAgain.has(one.verdict.type)) return true;
  return refusalsOf([one]).some(
    ({ failure, words: { action } }) => failure.kind !== 'denied' && (action === 'retry' || action === 'sign-in'),
  );
}

/** The same operations on the same things in the same accounts. Which pause hook is answered depends on what waits then. */
function wantsOf(all: readonly Ended['tracked'][]): readonly Want[] {
  const operationOf = ({ operation }: Ended['tracked']): Operation =>
    operation.type === 'continue' ? { type: operation.type, action: operation.action } : operation;
  return [...groupBy(all, (tracked) => JSON.stringify(operationOf(tracked))).values()].flatMap((same) => {
    const [first] = same;
    return first ? { operation: operationOf(first), ...meantAgain(same) } : [];
  });
}

/** A button to sign in, also for what nobody saw end because nobody is signed in. */
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

/** Buttons for what AWS may still do where it rejected an operation for what it is. */
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

/** Buttons for other steps that a refusal asks of the person. The console is reached from the page of the thing. */
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
 * The sentence of a result, such as `web-1 refused; load-test-7 and 2 more in shop-staging (eu-west-1) stopped.` Each end has the names that it is
 * about and their place, which is said once where it is the same for all. Failures come first, then what is about most; within each, what is in
 * production. Ends that only the log tells have a time, as they may be outdated.
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
 * of one that is told alone.
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
  return counted(sentence, same.length, names) + reason;
}

function stripped(verdict: Verdict): Verdict {
  if (!isSeenEnd(verdict)) return verdict;
  const { reason: _, ...rest } = verdict;
  return rest;
}
