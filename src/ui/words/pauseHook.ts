import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { LifecycleHook } from '../../model/resources/deployment.ts';
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
  if (left === undefined) {
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
