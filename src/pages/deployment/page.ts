import { visibleName } from '../../base/shownText.ts';
import { type DeploymentState, stateTraits } from '../../model/resources/states.ts';
import { nameOf, serviceNameOfArn, shortId } from '../../model/resources/target.ts';
import type {
  Badge,
  Button,
  Elapsed,
  Notice,
  PageModel,
  PageRow,
  PageSection,
  Value,
} from '../../panel/protocol/page.ts';
import { plainStop, unfitFor } from '../../stopping/operation.ts';
import { progressSection, waitingRow } from './progress.ts';
import { revisionsSection } from './revisions.ts';
import { gotWell, mayBeStuck, stuckRows, stuckSection } from './stuck.ts';
import { pastSection } from './past.ts';
import { shownState, targetState } from '../shownState.ts';
import { detailsNotices } from '../detailsNotices.ts';
import { type Frame, pageOf } from '../page.ts';
import type { DeploymentExtras, PageInput } from '../pageInput.ts';
import { listValue, mono, shareOf, row, timeRow, triggeredAlarms, unreadIn } from '../pageRows.ts';
import type { Words } from '../words.ts';
import {
  drainingTasks,
  isHookEndUnread,
  type ServiceDeployment,
  waitingHook,
} from '../../model/resources/deployment.ts';
import { countOf, isUnread } from '../../model/resources/unreadable.ts';

/** The page of a service deployment. `deployment` is what was last seen of it. */
export function deploymentPage(
  input: PageInput,
  deployment: ServiceDeployment | undefined,
  asked: DeploymentExtras,
): PageModel {
  const { l10n, ref } = input;
  const extras = deployment === undefined ? asked : ofItsTrouble(deployment, asked, input.now);
  const status = deployment?.status ?? 'unknown';
  const isPaused = deployment !== undefined && waitingHook(deployment) !== undefined;
  const frame: Frame = {
    title: deployment === undefined ? ref.id : nameOf(deployment),
    state: deployment === undefined ? shownState('deployment', status) : targetState(deployment, l10n),
    ...elapsedOf(deployment, l10n),
    why: [
      // Whoever has to answer reads it before anything is scrolled.
      ...(deployment === undefined ? [] : waitingRow(deployment, l10n)),
      ...row(l10n.t('Reason'), deployment?.statusReason),
      ...drainingRow(deployment, l10n),
      ...row(l10n.t('Rolled back because'), deployment?.rollback?.reason),
      ...(deployment === undefined ? [] : stuckRows(deployment, extras, input)),
    ],
    badges: badgesOf(deployment, extras, l10n),
    ...(isPaused && unfitFor('continue', deployment) === undefined ? { beside: continueButton(input) } : {}),
    notices: [...(isPaused ? [pausedNotice(deployment, input)] : []), ...detailsNotices(deployment, l10n)],
    stop: {
      label: l10n.t('Roll Back Deployment…'),
      underWay: { states: rollingBack, label: l10n.t('Rolling Back…') },
      state: status,
      unfit: deployment === undefined ? 'state' : unfitFor(plainStop.deployment.type, deployment),
    },
    sections:
      deployment === undefined
        ? []
        : [
            ...progressSection(deployment, input),
            ...stuckSection(deployment, extras, input),
            ...revisionsSection(deployment, input, extras.revisions),
            ...monitorSections(deployment, l10n),
            ...hooksSection(deployment, l10n),
            aboutSection(deployment, l10n),
            pastSection(deployment, input, extras.past),
          ],
    unread: unreadBeside(ref.id, extras),
  };
  return pageOf(input, frame, deployment);
}

/**
 * Of one that got well, what was asked while it did not is over, though it was read. Of any other, why its tasks stopped stays, though
 * ECS no longer tells it; what the service says by then may be of the next deployment.
 */
function ofItsTrouble(deployment: ServiceDeployment, asked: DeploymentExtras, now: number): DeploymentExtras {
  if (mayBeStuck(deployment, now)) return asked;
  const { service, stopped, ...extras } = asked;
  const kept = stopped !== undefined && !gotWell(deployment) ? { ...extras, stopped } : extras;
  if (service === undefined) return kept;
  const { failedTasks: _failed, events: _events, ...calm } = service;
  return { ...kept, service: calm };
}

/** Of the answers beside the deployment's own. */
function unreadBeside(id: string, { revisions, past, stopped, service }: DeploymentExtras): readonly string[] {
  return [
    ...unreadIn(revisions.items),
    ...(stopped?.ok === true ? unreadIn([stopped.value]) : []),
    ...(service ? unreadIn([service]).map((path) => `${service.name}: ${path}`) : []),
    ...past.items
      .filter((one) => one.id !== id)
      .flatMap((one) => unreadIn([one]).map((path) => `${shortId(one)}: ${path}`)),
  ];
}

function elapsedOf(deployment: ServiceDeployment | undefined, l10n: Words): { readonly elapsed?: Elapsed } {
  if (deployment === undefined) return {};
  const { status, createdAt, startedAt, finishedAt, stoppedAt } = deployment;
  // It is pending from its creation on: its start is no state.
  const from = status === 'PENDING' ? (createdAt ?? startedAt) : (startedAt ?? createdAt);
  if (from === undefined) return {};
  if (!stateTraits('deployment', status).final) {
    const label = status === 'IN_PROGRESS' || status === 'PENDING' ? l10n.t('for {0}') : l10n.t('started {0} ago');
    return { elapsed: { label, from } };
  }
  const to = finishedAt ?? stoppedAt;
  return to === undefined ? {} : { elapsed: { label: l10n.t('after {0}'), from, to } };
}

const rollingBack: readonly string[] = [
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
] satisfies readonly DeploymentState[];

function continueButton({ l10n, links }: PageInput): Button {
  return { id: links.add({ type: 'continueDeployment' }), label: l10n.t('Continue…'), enabled: true };
}

/** What ECS does when nobody answers, and when, stands below it. */
function pausedNotice(deployment: ServiceDeployment, { l10n }: PageInput): Notice {
  const { lifecycleStage } = deployment;
  const name = nameOf(deployment);
  const hook = waitingHook(deployment);
  if (hook?.expiresAt !== undefined || hook?.timeoutAction !== undefined || isHookEndUnread(deployment)) {
    const text =
      lifecycleStage === undefined
        ? l10n.t('{0} is paused until someone answers or its time is up.', name)
        : l10n.t('{0} is paused at {1} until someone answers or its time is up.', name, lifecycleStage);
    return { tone: 'info', text };
  }
  const text =
    lifecycleStage === undefined
      ? l10n.t('{0} is paused until someone continues or rolls back the deployment.', name)
      : l10n.t('{0} is paused at {1} until someone continues or rolls back the deployment.', name, lifecycleStage);
  return { tone: 'info', text };
}

/** A deployment that counts as successful may still be at work: its name alone would not say so. */
function drainingRow(deployment: ServiceDeployment | undefined, l10n: Words): readonly PageRow[] {
  const tasks = deployment === undefined ? 0 : drainingTasks(deployment);
  return row(
    l10n.t('Old tasks'),
    tasks === 0
      ? undefined
      : l10n.counted(
          l10n.t('{0, plural, one {# still running: ECS removes it} other {# still running: ECS removes them}}'),
          tasks,
        ),
  );
}

function badgesOf(
  deployment: ServiceDeployment | undefined,
  { service }: DeploymentExtras,
  l10n: Words,
): readonly Badge[] {
  if (deployment === undefined) return [];
  const badges: Badge[] = [];
  if (service?.express === true) {
    const title = l10n.t(
      'Amazon ECS manages the load balancer, the scaling and the deployments of an Express service.',
    );
    badges.push({ label: l10n.t('Express'), tone: 'plain', title });
  }
  if (deployment.strategy !== undefined)
    badges.push({ label: deployment.strategy, tone: 'plain', title: l10n.t('Strategy') });
  if (deployment.sources.length === 0 && !isUnread(deployment, 'sourceServiceRevisions')) {
    const title = l10n.t('There is no earlier revision to roll back to.');
    badges.push({ label: l10n.t('First deployment'), tone: 'warning', title });
  }
  return badges;
}

function monitorSections(deployment: ServiceDeployment, l10n: Words): readonly PageSection[] {
  const { circuitBreaker, alarms } = deployment;
  const unread: Value = { type: 'quiet', text: l10n.t('can’t be read') };
  const rolls = (itself: boolean, monitor: 'deploymentCircuitBreaker' | 'alarms'): string | Value =>
    itself
      ? l10n.t('ECS rolls back automatically')
      : isUnread(deployment, `deploymentConfiguration.${monitor}.rollback`)
        ? unread
        : l10n.t('ECS doesn’t roll back automatically');
  const sections: PageSection[] = [];
  if (circuitBreaker !== undefined) {
    const { status, failureCount, threshold, rollsBack } = circuitBreaker;
    sections.push(
      card('breaker', l10n.t('Circuit breaker'), [
        ...row(l10n.t('State'), { type: 'state', state: shownState('monitor', status) }),
        // One that is off counts nothing and has no threshold: “0 of ?” would read as if that were not known.
        ...row(
          l10n.t('Failures'),
          status === 'DISABLED'
            ? undefined
            : {
                type: 'meter',
                percent: shareOf(failureCount, threshold),
                text: l10n.t(
                  '{0} of {1}',
                  countOf(deployment, 'deploymentCircuitBreaker.failureCount', failureCount),
                  threshold === 0 ? '?' : countOf(deployment, 'deploymentCircuitBreaker.threshold', threshold),
                ),
              },
        ),
        ...row(l10n.t('When it triggers'), rolls(rollsBack, 'deploymentCircuitBreaker')),
      ]),
    );
  }
  if (alarms !== undefined) {
    sections.push(
      card('alarms', l10n.t('Alarms'), [
        ...row(l10n.t('State'), { type: 'state', state: shownState('monitor', alarms.status) }),
        ...row(l10n.t('Watched'), alarms.names.length === 0 ? undefined : listValue(alarms.names.map(mono))),
        ...row(l10n.t('Triggered'), triggeredAlarms(alarms.triggered, deployment, l10n)),
        ...row(l10n.t('When one triggers'), rolls(alarms.rollsBack, 'alarms')),
      ]),
    );
  }
  return sections;
}

function hooksSection({ hooks }: ServiceDeployment, l10n: Words): readonly PageSection[] {
  if (hooks.length === 0) return [];
  const rows = hooks.flatMap((hook): readonly PageRow[] => [
    ...row(hook.targetType === 'PAUSE' ? l10n.t('Pause') : hook.targetType, {
      type: 'rows',
      rows: [
        ...row(l10n.t('State'), { type: 'state', state: shownState('monitor', hook.status) }),
        ...row(l10n.t('ID'), mono(hook.id)),
        ...row(l10n.t('Calls'), hook.targetArn === undefined ? undefined : mono(hook.targetArn)),
        ...timeRow(l10n.t('Expires'), hook.expiresAt),
        ...row(l10n.t('Then'), hook.timeoutAction),
      ],
    }),
  ]);
  return [card('hooks', l10n.t('Lifecycle hooks'), rows)];
}

function aboutSection(deployment: ServiceDeployment, l10n: Words): PageSection {
  return card('about', l10n.t('Deployment'), [
    ...row(l10n.t('ARN'), mono(deployment.id)),
    ...row(l10n.t('Service'), nameInArn(deployment.serviceArn)),
    ...row(l10n.t('Cluster'), nameInArn(deployment.clusterArn)),
    ...row(l10n.t('Strategy'), deployment.strategy),
    ...row(
      l10n.t('Bake time'),
      deployment.bakeTimeInMinutes === undefined ? undefined : l10n.t('{0} min', deployment.bakeTimeInMinutes),
    ),
    ...row(l10n.t('Old tasks'), cleanupWords(deployment.earlySuccess?.cleanup, l10n)),
    ...row(l10n.t('Healthy at least'), percentOf(deployment.healthyPercent)),
    ...row(l10n.t('Running at most'), percentOf(deployment.mostPercent)),
    ...timeRow(l10n.t('Created'), deployment.createdAt),
    ...timeRow(l10n.t('Started'), deployment.startedAt),
    ...timeRow(l10n.t('Rollback started'), deployment.rollback?.startedAt),
    ...timeRow(l10n.t('Stopped'), deployment.stoppedAt),
    ...timeRow(l10n.t('Finished'), deployment.finishedAt),
    ...timeRow(l10n.t('Updated'), deployment.updatedAt),
    ...row(
      l10n.t('Rolls back to'),
      deployment.rollback?.revisionArn === undefined ? undefined : mono(deployment.rollback.revisionArn),
    ),
  ]);
}

function cleanupWords(cleanup: string | undefined, l10n: Words): string | undefined {
  if (cleanup === 'BLOCKING') return l10n.t('removed before it counts as successful');
  return cleanup === 'DEFERRED' ? l10n.t('removed after it counts as successful') : cleanup;
}

/** The ARN for a name that nobody can see. */
function nameInArn(arn: string): string {
  return visibleName(serviceNameOfArn(arn)) ?? arn;
}

function percentOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value} %`;
}

function card(id: string, title: string, rows: readonly PageRow[]): PageSection {
  return { id, title, wide: false, blocks: [{ type: 'rows', rows }] };
}
