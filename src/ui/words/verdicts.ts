import { l10n } from 'vscode';
import { type Operation, operationKind } from '../../stopping/operation.ts';
import { watchLife } from '../../stopping/follow/tracker.ts';
import type { Verdict } from '../../stopping/verdict.ts';
import type { Scope } from '../../model/scope.ts';
import { failureWords } from './failures.ts';
import { duration } from './times.ts';
import { plainText } from '../../base/plainText.ts';

const watched = (operation: Operation) => duration(watchLife[operationKind[operation.type]]);

/** How it ended, in a sentence without its subject: `stopped`, `rolled back (ROLLBACK_SUCCESSFUL)`. */
export function verdictWords(verdict: Verdict, operation: Operation, scope: Scope): string {
  const reason = 'reason' in verdict && verdict.reason !== undefined ? ` — ${plainText(verdict.reason, 200)}` : '';
  switch (verdict.type) {
    case 'stopped':
      return verdict.state === 'STOPPED' ? l10n.t('stopped (STOPPED)') + reason : l10n.t('stopped');
    case 'hibernated':
      return l10n.t('hibernated (stopped)');
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
      return operation.type === 'stop-experiment'
        ? l10n.t('completed before the stop arrived')
        : l10n.t('finished before the stop arrived (SUCCESSFUL)');
    case 'continued':
      return l10n.t('goes on');
    case 'failed':
      return l10n.t('ended as {0}', plainText(verdict.state, 40)) + reason;
    case 'cancelled':
      return l10n.t('cancelled before it began') + reason;
    case 'engaged':
      return l10n.t('engaged');
    case 'disengaged':
      return l10n.t('disengaged');
    case 'refused': {
      const words = failureWords(verdict.failure, scope);
      return `${words.sentence} ${words.next}`.trim();
    }
    case 'gone':
      return l10n.t('AWS doesn’t know it any more');
    case 'not-carried-out':
      return l10n.t(
        'still {0}: the answer was lost, and the request has most likely not arrived. Try again.',
        plainText(verdict.state, 40),
      );
    case 'unknown':
      return verdict.state === undefined
        ? l10n.t('not known how it ended after {0} of watching: look at it in the AWS console', watched(operation))
        : l10n.t(
            'was still {0} when Halt gave up watching after {1}: look at it in the AWS console',
            plainText(verdict.state, 40),
            watched(operation),
          );
    case 'other-account':
      return l10n.t(
        'not known: the profile “{0}” now belongs to account {1}, and it was asked for in {2}. Look at it there',
        plainText(scope.profile, 60),
        plainText(verdict.now, 20),
        plainText(verdict.asked, 20),
      );
    case 'unwatched':
      return l10n.t('no longer watched; what was requested goes on');
  }
}
