import { l10n } from 'vscode';
import type { Failure } from '../../model/failure.ts';
import type { Operation } from '../../model/operation.ts';
import { isLeftUnsent, type RunResult } from '../../stopping/run/runStop.ts';
import type { Tracked } from '../../stopping/follow/followed.ts';
import type { Ended } from '../../stopping/follow/tracker.ts';
import { targetNameWithId } from '../words/targetNames.ts';
import { failureWords } from '../words/failures.ts';
import { counted, shownNumber } from '../words/counted.ts';

/** So many are named in the message; the rest is counted, and named in the plan that is made of them. */
const MOST_NAMED = 10;

/** What was confirmed and has not left, and can be confirmed again. */
export interface Unsent {
  readonly targets: readonly Tracked[];
  /** What was confirmed of them. */
  readonly operation: Operation;
  /** Every one of them, by name, and why. */
  readonly message: string;
  /** Opens the prompt with a fresh plan of just these. */
  readonly button: string;
}

/** Undefined where everything that was confirmed has left, or may not be confirmed again. */
export function unsentOf({ answers, operation }: Pick<RunResult, 'answers' | 'operation'>): Unsent | undefined {
  const left = answers.flatMap(({ tracked, failure }) =>
    failure !== undefined && isLeftUnsent(failure) ? [{ tracked, failure }] : [],
  );
  const [first] = left;
  if (first === undefined) return undefined;
  const names = left
    .slice(0, MOST_NAMED)
    .map(({ tracked }) => targetNameWithId(tracked, 60, left.length === 1 ? 'at-start' : 'within'));
  const more = left.length - names.length;
  const listed = more > 0 ? [...names, l10n.t('{0} more', shownNumber(more))].join(', ') : names.join(', ');
  const reasons = new Set(left.map(({ tracked, failure }) => why(failure, tracked)));
  const said =
    left.length === 1
      ? l10n.t('{0} was not sent.', listed)
      : counted(
          l10n.t('{0, plural, one {# of {1} was not sent: {2}.} other {# of {1} were not sent: {2}.}}'),
          left.length,
          answers.length,
          listed,
        );
  // What the guards or the time kept back is confirmed anew; the rest has only to be possible again.
  const untried = left.every(({ failure: { kind, code } }) => kind !== 'forbidden' || code === 'account-unknown');
  return {
    targets: left.map(({ tracked }) => tracked),
    operation,
    message: [said, ...reasons].join(' '),
    button: untried ? l10n.t('Try Again') : l10n.t('Confirm the Rest…'),
  };
}

/** Whether this end is offered to be confirmed again by {@link unsentOf}, and needs no message of its own. */
export function isOfferedAgain({ verdict }: Ended): boolean {
  return verdict.type === 'refused' && isLeftUnsent(verdict.failure);
}

function why(failure: Failure, { ref }: Tracked): string {
  return failureWords(failure, ref.scope).sentence;
}
