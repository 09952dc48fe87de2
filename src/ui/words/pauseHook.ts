import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import type { LifecycleHook } from '../../model/resources/deployment.ts';
import { counted } from './counted.ts';
import { duration } from './times.ts';

/**
 * What ECS does when nobody answers a pause hook, and when; undefined where AWS doesn't say what. `left`: how long it still waits, ms, where that is known.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookDetail.html
 */
export function timeoutWords(
  { timeoutAction }: Pick<LifecycleHook, 'timeoutAction'>,
  left: number | undefined,
): string | undefined {
  if (timeoutAction === undefined) return undefined;
  const action = plainText(timeoutAction, 40);
  // The time is over, and ECS hasn't said yet what it did.
  if (left === undefined || left <= 0) {
    switch (timeoutAction) {
      case 'ROLLBACK':
        return l10n.t('If nobody answers, ECS rolls back.');
      case 'CONTINUE':
        return l10n.t('If nobody answers, ECS continues.');
      default:
        return l10n.t('If nobody answers, ECS does this: {0}', action);
    }
  }
  const time = duration(left);
  switch (timeoutAction) {
    case 'ROLLBACK':
      return l10n.t('If nobody answers, ECS rolls back in {0}.', time);
    case 'CONTINUE':
      return l10n.t('If nobody answers, ECS continues in {0}.', time);
    default:
      return l10n.t('If nobody answers, ECS does this in {0}: {1}', time, action);
  }
}

interface Paused {
  readonly timeoutAction?: string;
  /** Milliseconds until then. */
  readonly left?: number;
}

/** What ECS does with how many of several for which nobody answers, the soonest first. Undefined where it answers for none of them. */
export function timeoutsWords(all: readonly Paused[]): string | undefined {
  const soonestFirst = all.toSorted((a, b) => (a.left ?? Infinity) - (b.left ?? Infinity));
  const answered = groupBy(
    soonestFirst.filter(({ timeoutAction }) => timeoutAction !== undefined),
    // One of which nobody knows when may be the first: it is told apart.
    ({ timeoutAction = '', left }) => `${timeoutAction}/${left === undefined ? 'some time' : 'known'}`,
  );
  if (answered.size === 0) return undefined;
  const waiting = all.filter(({ timeoutAction }) => timeoutAction === undefined).length;
  const parts = [...answered.values()].map((same) =>
    actionWords(same[0]?.timeoutAction ?? '', same.length, same[0]?.left),
  );
  if (waiting > 0) parts.push(counted(l10n.t('{0, plural, one {# waits} other {# wait}}'), waiting));
  return l10n.t('If nobody answers: {0}.', parts.join('; '));
}

function actionWords(action: string, count: number, left: number | undefined): string {
  const time = left === undefined || left <= 0 ? undefined : duration(left);
  switch (action) {
    case 'ROLLBACK':
      return time === undefined
        ? counted(l10n.t('{0, plural, one {# rolls back} other {# roll back}}'), count)
        : counted(l10n.t('{0, plural, one {# rolls back in {1}} other {# roll back, the first in {1}}}'), count, time);
    case 'CONTINUE':
      return time === undefined
        ? counted(l10n.t('{0, plural, one {# continues} other {# continue}}'), count)
        : counted(l10n.t('{0, plural, one {# continues in {1}} other {# continue, the first in {1}}}'), count, time);
    default:
      return time === undefined
        ? counted(
            l10n.t('{0, plural, one {ECS does this with #: {1}} other {ECS does this with #: {1}}}'),
            count,
            plainText(action, 40),
          )
        : counted(
            l10n.t(
              '{0, plural, one {ECS does this with # in {2}: {1}} other {ECS does this with #, the first in {2}: {1}}}',
            ),
            count,
            plainText(action, 40),
            time,
          );
  }
}
