import { plainText } from '../../base/plainText.ts';
import { consoleLinkTo } from '../../model/accessPortal.ts';
import { clusterUrl } from '../../model/arn.ts';
import { type Fact, valueOf } from '../../model/fact.ts';
import { daemonCounts, type DaemonDeployment } from '../../model/resources/daemon.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { countOf } from '../../model/resources/unreadable.ts';
import type { Scope } from '../../model/scope.ts';
import type { Button, Elapsed, Notice, PageModel, PageRow, PageSection, State } from '../../panel/protocol/page.ts';
import { accountName, destinationBadges, productionBadges } from '../page.ts';
import { detailsNotices } from '../detailsNotices.ts';
import type { PageInput } from '../pageInput.ts';
import {
  consoleAccountWords,
  listValue,
  mono,
  row,
  shareOf,
  textValue,
  timeRow,
  triggeredAlarms,
} from '../pageRows.ts';
import { shownState } from '../shownState.ts';
import type { Words } from '../words.ts';

/** What the page of a managed daemon is made from. */
export interface DaemonPageInput extends Pick<PageInput, 'account' | 'portal' | 'destination' | 'production'> {
  /** The id of the page. */
  readonly id: string;
  readonly scope: Scope;
  readonly arn: string;
  readonly name: string;
  readonly clusterName: string;
  /** The newest. */
  readonly deployment: Fact<DaemonDeployment>;
  /** Somebody has asked for it, and it could not be read. */
  readonly isUnreadable: boolean;
  /** ECS is deleting the daemon, or has done so. */
  readonly isBeingDeleted: boolean;
  /** When AWS's answer came, by AWS's clock. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's, ms. */
  readonly clockOffset: number;
  /** Why nothing stops its deployments, and what undoes one. */
  readonly advice: string;
  readonly notices: readonly Notice[];
  readonly l10n: Words;
}

/** What leads to the console's page of the cluster, where the daemon can be updated. */
interface ConsoleButton extends Pick<Button, 'label' | 'title'> {
  readonly url: string;
}

/** The page of a managed daemon: how far its newest deployment is, and why that can't be stopped. `buttons` are what can be done with it. */
export function daemonPage(input: DaemonPageInput, buttons: readonly Button[]): PageModel {
  const { id, name, scope, l10n, asOf, clockOffset } = input;
  const deployment = valueOf(input.deployment);
  const who = accountName(input);
  const reason = deployment?.statusReason ?? deployment?.rollbackReason;
  return {
    subject: { type: 'record', id },
    title: plainText(name, 200),
    place: [
      mono(plainText(input.clusterName, 200)),
      textValue(l10n.t('profile {0}', scope.profile)),
      ...(who === undefined ? [] : [textValue(l10n.t('account {0}', who))]),
      textValue(scope.region),
    ],
    state: stateOf(input),
    ...elapsedOf(deployment, l10n),
    why: row(l10n.t('Reason'), reason === undefined ? undefined : plainText(reason, 1_000)),
    badges: [
      ...destinationBadges(input),
      ...productionBadges(input),
      { label: l10n.t('Managed daemon'), tone: 'plain' },
      ...(input.isBeingDeleted ? [{ label: l10n.t('being deleted'), tone: 'warning' } as const] : []),
    ],
    notices: [
      ...input.notices,
      { tone: 'info', text: input.advice },
      ...detailsNotices(deployment, l10n),
      ...unreadNotices(deployment, l10n),
    ],
    buttons,
    sections: [
      ...(deployment === undefined ? [] : deploymentSections(deployment, l10n)),
      card('daemon', l10n.t('Managed daemon'), [
        ...row(l10n.t('Name'), plainText(name, 200)),
        ...row(l10n.t('Cluster'), plainText(input.clusterName, 200)),
        ...row(l10n.t('ARN'), mono(input.arn)),
      ]),
      historySection(l10n),
    ],
    ...(asOf === undefined ? {} : { asOf }),
    ...(clockOffset === 0 ? {} : { clockOffset }),
  };
}

function stateOf({ deployment, isUnreadable, l10n }: DaemonPageInput): State {
  switch (deployment.kind) {
    case 'known':
      return shownState('deployment', deployment.value.status);
    case 'none':
      return { appearance: 'unknown', label: l10n.t('no deployment') };
    case 'unread':
      return { appearance: 'unknown', label: isUnreadable ? l10n.t('can’t be read') : l10n.t('not read yet') };
  }
}

/** Undefined for what is simulated. */
export function consoleButton(input: DaemonPageInput): ConsoleButton | undefined {
  if (input.destination?.kind === 'simulated') return undefined;
  const link = consoleLinkTo(clusterUrl(input.scope, input.clusterName), input.account?.id, input.portal);
  const title = consoleAccountWords(input, link);
  return { url: link.url, label: input.l10n.t('Open in AWS Console'), ...(title !== undefined && { title }) };
}

function deploymentSections(deployment: DaemonDeployment, l10n: Words): readonly PageSection[] {
  const { target, sources, breaker, alarms } = deployment;
  const progress = progressRows(deployment, l10n);
  return [
    ...(progress.length === 0 ? [] : [card('progress', l10n.t('Progress'), progress, true)]),
    ...(breaker === undefined
      ? []
      : [
          card('breaker', l10n.t('Circuit breaker'), [
            ...row(l10n.t('State'), { type: 'state', state: shownState('monitor', breaker.status) }),
            ...row(l10n.t('Failures'), {
              type: 'meter',
              percent: shareOf(breaker.failureCount, breaker.threshold),
              text: l10n.t(
                '{0} of {1}',
                countOf(deployment, 'circuitBreaker.failureCount', breaker.failureCount),
                countOf(deployment, 'circuitBreaker.threshold', breaker.threshold),
              ),
            }),
          ]),
        ]),
    ...(alarms === undefined
      ? []
      : [
          card('alarms', l10n.t('Alarms'), [
            ...row(l10n.t('State'), { type: 'state', state: shownState('monitor', alarms.status) }),
            ...row(l10n.t('Watched'), alarms.names.length === 0 ? undefined : listValue(alarms.names.map(mono))),
            ...row(l10n.t('Triggered'), triggeredAlarms(alarms.triggered, deployment, l10n)),
          ]),
        ]),
    card('deployment', l10n.t('Deployment'), [
      ...row(l10n.t('ARN'), mono(deployment.arn)),
      ...row(l10n.t('New revision'), target && mono(target.arn)),
      ...row(
        l10n.t('Revision before'),
        sources.length === 0 ? undefined : listValue(sources.map((source) => mono(source.arn))),
      ),
      ...timeRow(l10n.t('Created'), deployment.createdAt),
      ...timeRow(l10n.t('Finished'), deployment.finishedAt),
      ...row(l10n.t('Rolled back because'), deployment.rollbackReason),
    ]),
  ];
}

function progressRows(deployment: DaemonDeployment, l10n: Words): readonly PageRow[] {
  const { target, sources } = deployment;
  if (target === undefined) return [];
  const old = sources.reduce((sum, { running }) => sum + running, 0);
  const draining = [target, ...sources].reduce((sum, one) => sum + one.draining, 0);
  const counts = daemonCounts(deployment, target);
  const words = l10n.t('Instances with the new revision: {0}, with the one before: {1}, draining: {2}.', ...counts);
  return row(l10n.t('Progress'), {
    type: 'meter',
    percent: counts.includes('?') ? 0 : shareOf(target.running, target.running + old + draining),
    text: words,
  });
}

function elapsedOf(deployment: DaemonDeployment | undefined, l10n: Words): { readonly elapsed?: Elapsed } {
  if (deployment?.createdAt === undefined) return {};
  const { status, createdAt: from, finishedAt: to } = deployment;
  if (!stateTraits('deployment', status).final) return { elapsed: { label: l10n.t('started {0} ago'), from } };
  return to === undefined ? {} : { elapsed: { label: l10n.t('after {0}'), from, to } };
}

/** An empty timeline would read as if nothing had happened. */
function historySection(l10n: Words): PageSection {
  const words = l10n.t(
    'Halt keeps no history of managed daemons: it reads them only while somebody looks. What ECS says of the newest deployment is all that is known here.',
  );
  const value = { type: 'quiet', text: words } as const;
  return { id: 'history', title: l10n.t('State history'), wide: true, blocks: [{ type: 'value', value }] };
}

function unreadNotices(deployment: DaemonDeployment | undefined, l10n: Words): readonly Notice[] {
  const { unread = [] } = deployment ?? {};
  if (unread.length === 0) return [];
  const paths = unread.map((path) => plainText(path, 60)).join(', ');
  return [{ tone: 'warning', text: l10n.t('Couldn’t be read in AWS’s answer: {0}', plainText(paths, 400)) }];
}

function card(id: string, title: string, rows: readonly PageRow[], wide = false): PageSection {
  return { id, title, wide, blocks: [{ type: 'rows', rows }] };
}
