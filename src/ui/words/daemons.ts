import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { type Daemon, daemonCounts, type DaemonDeployment } from '../../model/resources/daemon.ts';
import { valueOf } from '../../model/fact.ts';
import { countOf } from '../../model/resources/unreadable.ts';
import { detailsWords } from './deployments.ts';
import { stateWords } from './states.ts';
import { counted } from './counted.ts';
import { type OneLine, oneLine } from './say.ts';

/** What goes on with a managed daemon, in a few words. */
export function daemonState({ status, deployment }: Daemon): string {
  if (status === 'DELETE_IN_PROGRESS') return l10n.t('being deleted');
  switch (deployment.kind) {
    case 'known':
      return stateWords('deployment', deployment.value.status);
    case 'none':
      return l10n.t('no deployment');
    case 'unread':
      return l10n.t('deployment not read');
  }
}

/** Why nothing of Halt's stops a daemon's deployment, and what does. */
export const daemonAdvice = (): string =>
  l10n.t(
    'ECS has no operation that stops the deployment of a managed daemon. To undo one, update the daemon to the revision that it had before.',
  );

/** A command has no meaning for what is selected. */
export const notWithDaemons = (): OneLine => oneLine(l10n.t('This can’t be done with a managed daemon.'));

/** What is known of a daemon's newest deployment, each in a sentence of its own. */
export function daemonFacts(daemon: Daemon): readonly string[] {
  const deployment = valueOf(daemon.deployment);
  if (deployment === undefined) return [];
  const { statusReason, rollbackReason, breaker, alarms } = deployment;
  const reason = statusReason ?? rollbackReason;
  return [
    ...(reason === undefined ? [] : [plainText(reason, 300)]),
    ...(deployment.details === undefined ? [] : [detailsWords(deployment.details)]),
    ...progress(deployment),
    ...(breaker === undefined || breaker.status === 'DISABLED' || breaker.failureCount === 0
      ? []
      : [
          counted(
            l10n.t(
              '{0, plural, one {The circuit breaker counted # failure; it acts at {1}.} other {The circuit breaker counted # failures; it acts at {1}.}}',
            ),
            breaker.failureCount,
            countOf(deployment, 'circuitBreaker.threshold', breaker.threshold),
          ),
        ]),
    ...(alarms === undefined || alarms.triggered.length === 0
      ? []
      : [l10n.t('Alarms that went off: {0}.', alarms.triggered.map((name) => plainText(name, 80)).join(', '))]),
  ];
}

function progress(deployment: DaemonDeployment): readonly string[] {
  const { target } = deployment;
  if (target === undefined) return [];
  return [
    l10n.t(
      'Instances with the new revision: {0}, with the one before: {1}, draining: {2}.',
      ...daemonCounts(deployment, target),
    ),
  ];
}
