import { l10n } from 'vscode';
import type { CountedSentence } from '../../base/countedSentence.ts';
import type { Operation } from '../../model/operation.ts';
import { operationKind } from '../../stopping/operation.ts';
import { followLife } from '../../stopping/follow/sightings.ts';
import { isSeenEnd, type LastKnown, type SeenEnd, type Verdict } from '../../stopping/verdict.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Scope } from '../../model/scope.ts';
import { changeFailureWords, isRefusedByAws } from './changeFailures.ts';
import { failureWords } from './failures.ts';
import { experimentStopped, seenInSentence } from './states.ts';
import { clockTime, duration } from './times.ts';
import { plainText } from '../../base/plainText.ts';

const followedFor = (operation: Operation) => duration(followLife[operationKind[operation.type]]);

/** ` — AWS’s reason`, after what tells how it ended. */
export function reasonWords(verdict: Verdict): string {
  return isSeenEnd(verdict) && verdict.reason !== undefined ? ` — ${plainText(verdict.reason, 200)}` : '';
}

/** Whether what was continued had not come to its end by the time it was seen. */
const goesOn = ({ state }: Pick<SeenEnd, 'state'>): boolean => !stateTraits('deployment', state).final;

/** How it ended, in a sentence without its subject: `stopped`, `rolled back (ROLLBACK_SUCCESSFUL)`. */
export function verdictWords(verdict: Verdict, operation: Operation, scope: Scope): string {
  const reason = reasonWords(verdict);
  const kind = operationKind[operation.type];
  switch (verdict.type) {
    case 'stopped':
      if (verdict.state === 'STOPPED') return l10n.t('stopped (STOPPED)') + reason;
      return operation.type === 'stop-experiment' ? experimentStopped() : l10n.t('stopped');
    case 'hibernated':
      return l10n.t('hibernated');
    case 'shut-down-instead':
      return l10n.t('did not hibernate: AWS shut it down, and what was in memory is lost') + reason;
    case 'terminated':
      return l10n.t('terminated') + reason;
    case 'started':
      return l10n.t('running again');
    case 'start-failed':
      return l10n.t('did not start') + reason;
    case 'rolled-back':
      return l10n.t('rolled back (ROLLBACK_SUCCESSFUL)') + reason;
    case 'rollback-failed':
      return l10n.t('the rollback failed (ROLLBACK_FAILED)') + reason;
    case 'finished-first':
      if (operation.type === 'stop-experiment') return l10n.t('completed before the stop arrived');
      return operation.type === 'abort'
        ? l10n.t('finished before the stop arrived (SUCCESSFUL)')
        : l10n.t('finished before it could be rolled back (SUCCESSFUL)');
    case 'continued':
      return goesOn(verdict) ? l10n.t('continues') : seenInSentence(kind, verdict);
    case 'failed':
      return l10n.t('ended as {0}', seenInSentence(kind, verdict)) + reason;
    case 'cancelled':
      return l10n.t('cancelled before it began') + reason;
    case 'engaged':
      return l10n.t('engaged');
    case 'disengaged':
      return l10n.t('disengaged');
    case 'refused': {
      const words = changeFailureWords(verdict.failure, { ...scope, asked: operation });
      return `${words.sentence} ${words.next}`.trim();
    }
    case 'gone':
      return l10n.t('it no longer exists in AWS');
    case 'not-carried-out':
      return l10n.t(
        'still {0}: the answer was lost, and the request has most likely not arrived. Try again.',
        seenInSentence(kind, verdict),
      );
    case 'unknown':
      return l10n.t(
        'outcome unknown after {0} of watching ({1}); check the AWS console',
        verdict.watched === undefined ? followedFor(operation) : duration(verdict.watched),
        lastKnownWords(verdict, operation, scope),
      );
    case 'other-account':
      return l10n.t(
        'not known ({0}): the profile “{1}” now belongs to account {2}, and it was asked for in {3}. Look at it there',
        lastKnownWords(verdict, operation, scope),
        plainText(scope.profile, 60),
        plainText(verdict.now, 100),
        plainText(verdict.asked, 100),
      );
    case 'unwatched':
      return l10n.t('no longer watched ({0}); what was requested continues', lastKnownWords(verdict, operation, scope));
  }
}

/** `last seen stopping at 12:04; since 12:05 it could not be read: …` */
function lastKnownWords({ last, unread }: LastKnown, { type }: Operation, scope: Scope): string {
  const seen =
    last === undefined
      ? l10n.t('its state was not seen after the request')
      : l10n.t('last seen {0} at {1}', seenInSentence(operationKind[type], last), clockTime(last.seenAt));
  if (unread === undefined) return seen;
  const { sentence } = failureWords(unread.failure, scope);
  const cause = sentence.replace(/[.。]$/u, '');
  return l10n.t('{0}; since {1} it could not be read: {2}', seen, clockTime(unread.since), cause);
}

/** How several ended that ended alike, with their number and names; undefined for what is said of each by itself. `told`: whether the message is about these alone. */
export function endSentence(verdict: Verdict, told: 'alone' | 'among-others'): CountedSentence | undefined {
  switch (verdict.type) {
    case 'continued':
      if (!goesOn(verdict)) return undefined;
      return l10n.t('{0, plural, one {The deployment of {1} continues} other {The deployments of {1} continue}}');
    case 'stopped':
      return verdict.state === 'STOPPED'
        ? l10n.t('{0, plural, one {{1} stopped (STOPPED)} other {{1} stopped (STOPPED)}}')
        : l10n.t('{0, plural, one {{1} stopped} other {{1} stopped}}');
    case 'hibernated':
      return l10n.t('{0, plural, one {{1} hibernated} other {{1} hibernated}}');
    case 'terminated':
      return l10n.t('{0, plural, one {{1} terminated} other {{1} terminated}}');
    case 'rolled-back':
      return l10n.t(
        '{0, plural, one {{1} rolled back (ROLLBACK_SUCCESSFUL)} other {{1} rolled back (ROLLBACK_SUCCESSFUL)}}',
      );
    case 'cancelled':
      return l10n.t('{0, plural, one {{1} cancelled before it began} other {{1} cancelled before they began}}');
    case 'engaged':
      return l10n.t('{0, plural, one {{1} engaged} other {{1} engaged}}');
    case 'disengaged':
      return l10n.t('{0, plural, one {{1} disengaged} other {{1} disengaged}}');
    case 'started':
      return l10n.t('{0, plural, one {{1} is running again} other {{1} are running again}}');
    case 'refused':
      // Why one was refused is said with it.
      if (told === 'alone') return undefined;
      return isRefusedByAws(verdict.failure)
        ? l10n.t('{0, plural, one {{1} refused} other {{1} refused}}')
        : l10n.t('{0, plural, one {{1} not sent} other {{1} not sent}}');
    default:
      return undefined;
  }
}
