import { commands, l10n } from 'vscode';
import { groupBy } from '../../../base/groupBy.ts';
import { meantAgain } from '../../../stopping/follow/followed.ts';
import type { Ended } from '../../../stopping/follow/tracker.ts';
import type { Want } from '../../../stopping/stopping.ts';
import type { LastKnown, Verdict } from '../../../stopping/verdict.ts';
import type { SignIn } from '../promptFrame.ts';
import { isOfferedAgain } from '../unsent.ts';
import { askedOf, changeFailureWords } from '../../words/changeFailures.ts';
import { failureWords } from '../../words/failures.ts';
import { settingOfCode } from '../../../model/guardSettings.ts';
import type { Operation } from '../../../model/operation.ts';
import { insteadOf } from '../../../stopping/operation.ts';
import { verb } from '../../words/operations.ts';
import type { WayOn } from '../../editor/offerWays.ts';
import { stepOf } from '../../editor/sayFailed.ts';

/** Whether the person was offered to confirm it again when it was sent, in the window that sent it. */
export const isOffered = (one: Ended): boolean => one.tracked.takenUp !== true && isOfferedAgain(one);

/** What the buttons of a result do. */
export interface WayParts {
  /** Opens what became of runs as a page. */
  readonly showResult: (runs: readonly string[]) => void;
  /** Opens the prompt for these once more. */
  readonly tryAgain: (wants: readonly Want[]) => Promise<void>;
  readonly signIn: SignIn;
  readonly startAgain: (want: Want) => Promise<void>;
}

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
    if (failure.kind === 'denied') return [run(l10n.t('Copy IAM Policy…'), 'halt.copyIamPolicy')];
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
