import type { HistoryEntry } from '../../history/entry.ts';
import { plainText } from '../../base/plainText.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { PageBlock, PageRow, PageSection, Stage, Value } from '../../panel/protocol/page.ts';
import { earlySuccessWords } from '../earlySuccessWords.ts';
import type { PageInput } from '../pageInput.ts';
import { listValue, shareOf, row, textValue } from '../pageRows.ts';
import type { Words } from '../words.ts';
import {
  isHookEndUnread,
  type LifecycleHook,
  type ServiceDeployment,
  taskCounts,
  waitingHook,
} from '../../model/resources/deployment.ts';

/** In ECS's order. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html */
const stages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;

/** How far the deployment is: its stages with the present one marked, and how many of its tasks run. */
export function progressSection(deployment: ServiceDeployment, input: PageInput): readonly PageSection[] {
  const { l10n } = input;
  const { lifecycleStage, target } = deployment;
  const blocks: PageBlock[] = [];
  if (lifecycleStage !== undefined) blocks.push(trackOf(deployment, lifecycleStage, input));
  const rows: PageRow[] = [
    ...(target === undefined || deployment.details === 'unread'
      ? []
      : row(l10n.t('Tasks of the new revision'), {
          type: 'meter',
          percent: shareOf(target.running, target.requested),
          text: l10n.t('{0} of {1} running, {2} pending', ...taskCounts(deployment, 'target', target)),
        })),
    ...(target?.productionTrafficWeight === undefined
      ? []
      : row(l10n.t('Traffic to the new revision'), {
          type: 'meter',
          percent: shareOf(target.productionTrafficWeight, 100),
          text: `${target.productionTrafficWeight} %`,
        })),
    ...stepsRow(deployment, l10n),
    ...row(l10n.t('Early success'), earlySuccessWords(deployment, l10n)),
  ];
  if (rows.length > 0) blocks.push({ type: 'rows', rows });
  return blocks.length === 0 ? [] : [{ id: 'progress', title: l10n.t('Progress'), wide: true, blocks }];
}

function trackOf(deployment: ServiceDeployment, present: string, input: PageInput): PageBlock {
  const { l10n, history } = input;
  const final = stateTraits('deployment', deployment.status).final;
  const known = stages.findIndex((stage) => stage === present);
  // A stage that AWS added later stands behind those that are known.
  const names: readonly string[] = known < 0 ? [...stages, present] : stages;
  const at = known < 0 ? names.length - 1 : known;
  const whole = deployment.status === 'SUCCESSFUL';
  return {
    type: 'track',
    label: l10n.t('Lifecycle stages'),
    stages: names.map((label, index): Stage => {
      const status = whole || index < at ? 'done' : index === at && !final ? 'present' : 'ahead';
      const note = index === at && !final ? bakeNote(deployment, history, present, l10n) : undefined;
      return { label, status, ...(note === undefined ? {} : { note }) };
    }),
  };
}

/** A year: what is longer no clock on the page counts down, nor what is less than nothing. */
const MOST_MINUTES = 366 * 1_440;

/** AWS doesn't tell when the bake time began: it is counted from when it was seen to have begun. */
function bakeNote(
  { bakeTimeInMinutes }: ServiceDeployment,
  history: readonly HistoryEntry[],
  stage: string,
  l10n: Words,
): Value | undefined {
  if (stage !== 'BAKE_TIME' || bakeTimeInMinutes === undefined) return undefined;
  const began = history.findLast(
    (entry) => entry.type === 'transition' && entry.subject === 'stage' && entry.to === 'BAKE_TIME',
  );
  if (
    began?.type !== 'transition' ||
    began.from === undefined ||
    !(bakeTimeInMinutes >= 0 && bakeTimeInMinutes <= MOST_MINUTES)
  ) {
    return { type: 'quiet', text: l10n.t('{0} min', bakeTimeInMinutes) };
  }
  return { type: 'countdown', to: began.at + bakeTimeInMinutes * 60_000, over: l10n.t('about to end') };
}

/** How it gives traffic to the new revision, and at which of its steps it is. */
function stepsRow({ trafficSteps, target, status }: ServiceDeployment, l10n: Words): readonly PageRow[] {
  if (trafficSteps === undefined) return [];
  const { kind, percent, bakeMinutes } = trafficSteps;
  const how =
    kind === 'linear'
      ? l10n.t('{0} % each, {1} min apart', percent, bakeMinutes)
      : l10n.t('{0} % for {1} min, then the rest', percent, bakeMinutes);
  const weight = target?.productionTrafficWeight ?? 0;
  if (status !== 'IN_PROGRESS' || weight === 0) return row(l10n.t('Traffic steps'), how);
  const steps = kind === 'canary' ? (percent < 100 ? 2 : 1) : Math.ceil(100 / percent - 1e-9);
  const present = weight >= 100 ? steps : kind === 'canary' ? 1 : Math.ceil(weight / percent - 1e-9);
  const value: Value = {
    type: 'list',
    items: [
      { type: 'text', text: l10n.t('{0} of {1}', present, steps) },
      { type: 'quiet', text: how },
    ],
  };
  return row(l10n.t('Traffic steps'), value);
}

/** What ECS does when nobody answers a pause hook, and when. */
export function waitingRow(deployment: ServiceDeployment, l10n: Words): readonly PageRow[] {
  const hook = waitingHook(deployment);
  if (hook === undefined) return [];
  if (hook.expiresAt === undefined) return row(l10n.t('Paused'), endWords(deployment, hook, l10n));
  const { label, unless } = timeoutOf(hook.timeoutAction, l10n);
  const value: Value = {
    type: 'list',
    items: [
      { type: 'countdown', to: hook.expiresAt, over: l10n.t('expired') },
      ...(unless === undefined ? [] : [{ type: 'quiet', text: unless } as const]),
    ],
  };
  return row(label, value);
}

/** Of a hook of which no time is told at which it ends. */
function endWords(deployment: ServiceDeployment, { timeoutAction }: LifecycleHook, l10n: Words): Value {
  if (timeoutAction !== undefined)
    return listValue([
      textValue(actionWords(timeoutAction, l10n)),
      { type: 'quiet', text: l10n.t('when isn’t known') },
    ]);
  return isHookEndUnread(deployment)
    ? { type: 'quiet', text: l10n.t('what ECS does if nobody answers can’t be read') }
    : textValue(l10n.t('until someone continues or rolls back'));
}

function actionWords(action: string, l10n: Words): string {
  switch (action) {
    case 'CONTINUE':
      return l10n.t('If nobody answers, ECS continues.');
    case 'ROLLBACK':
      return l10n.t('If nobody answers, ECS rolls back.');
    default:
      return l10n.t('If nobody answers, ECS does this: {0}', plainText(action, 40));
  }
}

/** What ECS does when nobody answers, in no other words than it is known. */
function timeoutOf(action: string | undefined, l10n: Words): { readonly label: string; readonly unless?: string } {
  switch (action) {
    case 'CONTINUE':
      return { label: l10n.t('ECS continues in'), unless: l10n.t('if nobody answers') };
    case 'ROLLBACK':
      return { label: l10n.t('ECS rolls back in'), unless: l10n.t('if nobody answers') };
    case undefined:
      return { label: l10n.t('Expires') };
    default:
      return {
        label: l10n.t('Expires'),
        unless: actionWords(action, l10n),
      };
  }
}
