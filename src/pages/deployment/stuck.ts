import type { Failure } from '../../model/failure.ts';
import { stateTraits } from '../../model/resources/states.ts';
import {
  partTasks,
  type RanDefinitions,
  ranDefinitions,
  type StoppedGroup,
  whoseTasks,
} from '../../model/resources/stoppedTasks.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import { type Service, troubleEvent } from '../../model/resources/service.ts';
import { isUnread } from '../../model/resources/unreadable.ts';
import type { PageBlock, PageRow, PageSection, Value } from '../../panel/protocol/page.ts';
import type { DeploymentExtras, PageInput } from '../pageInput.ts';
import { listValue, mono, row, textValue, whyAndNext } from '../pageRows.ts';
import type { Words } from '../words.ts';
import { eventWords, failedWords, inARowWords, nameOfDefinition, othersWords, stoppedReason } from '../stuckWords.ts';

/** How long ECS tells why a task stopped. ms. */
const KEPT = 3_600_000;

/** Whether it matters why its tasks stopped: it is under way, or did not succeed within the last hour. `now`: by AWS's clock, ms. */
export function mayBeStuck(deployment: ServiceDeployment, now: number): boolean {
  const { status, finishedAt, stoppedAt } = deployment;
  if (!stateTraits('deployment', status).final) return true;
  return !gotWell(deployment) && (finishedAt ?? stoppedAt ?? 0) > now - KEPT;
}

/** Whether its tasks' failures are over: it succeeded in spite of them. */
export const gotWell = ({ status }: ServiceDeployment): boolean => status === 'SUCCESSFUL';

/** At the top of the page: how often its tasks failed, and why most of them stopped or none is started. */
export function stuckRows(
  deployment: ServiceDeployment,
  { service, serviceFailure, stopped, revisions }: DeploymentExtras,
  input: PageInput,
): readonly PageRow[] {
  const { l10n } = input;
  const inARow = service?.failedTasks ?? 0;
  const isUnderWay = !stateTraits('deployment', deployment.status).final;
  const tasks =
    stopped?.ok === true ? partTasks(stopped.value, ranDefinitions(deployment, revisions.items)) : undefined;
  const trouble = troubleEvent(service?.events ?? [], deployment.startedAt ?? deployment.createdAt);
  return [
    ...row(l10n.t('Tasks fail'), inARow === 0 ? undefined : inARowWords(inARow, l10n)),
    ...(isUnderWay ? unreadRows(service, serviceFailure, input) : []),
    ...row(l10n.t('Why'), failedWords(tasks?.own, l10n) ?? (trouble && eventWords(trouble.message))),
    ...row(l10n.t('Previous version'), failedWords(tasks?.before, l10n)),
    ...row(l10n.t('Other tasks'), othersWords(tasks?.others, l10n)),
  ];
}

const quietly = (words: string): Value => ({ type: 'quiet', text: words });

/** What nobody has read is no sign that all is well. */
function unreadRows(service: Service | undefined, failure: Failure | undefined, input: PageInput): readonly PageRow[] {
  const { l10n } = input;
  // Of a service without a deployment neither is kept: it was listed before this one began.
  const isUntold =
    service?.failedTasks === undefined && service?.events === undefined && !(service && isUnread(service, 'events'));
  if (isUntold) {
    const why = failure && listValue([quietly(l10n.t('not known')), quietly(whyAndNext(failure, input))]);
    return row(l10n.t('Tasks fail'), why ?? quietly(l10n.t('not known')));
  }
  const unread: Value = { type: 'quiet', text: l10n.t('can’t be read') };
  return [
    ...row(l10n.t('Tasks fail'), service.failedTasks === undefined ? unread : undefined),
    ...row(l10n.t('Events'), service.events === undefined || isUnread(service, 'events') ? unread : undefined),
  ];
}

/** Whose tasks they are, in what they ran. */
function definitionOf(group: StoppedGroup, ran: RanDefinitions, l10n: Words): Value {
  const whose = whoseTasks(group, ran);
  if (group.taskDefinition === undefined) return { type: 'quiet', text: l10n.t('can’t be read') };
  const name = mono(nameOfDefinition(group.taskDefinition));
  // It is another than the deployment's own; which, isn't known.
  if (whose === 'own' || (whose === 'others' && ran.sourcesUnread === true)) return name;
  const quiet = whose === 'before' ? l10n.t('previous version') : l10n.t('another version');
  return listValue([name, { type: 'quiet', text: quiet }]);
}

/** Every reason for which tasks stopped, and what the service says of itself. */
export function stuckSection(
  deployment: ServiceDeployment,
  { service, stopped, revisions }: DeploymentExtras,
  input: PageInput,
): readonly PageSection[] {
  const { l10n } = input;
  const ran = ranDefinitions(deployment, revisions.items);
  const time = (at: number | undefined): Value => (at === undefined ? textValue('') : { type: 'time', at });
  const blocks: PageBlock[] = [];
  if (stopped?.ok === false) {
    const words = l10n.t('Why tasks stopped can’t be read: {0}', whyAndNext(stopped.failure, input));
    blocks.push({ type: 'value', value: { type: 'quiet', text: words } });
  } else if (stopped !== undefined && stopped.value.groups.length > 0) {
    blocks.push({
      type: 'table',
      id: 'stopped',
      label: l10n.t('Recently stopped tasks'),
      columns: [l10n.t('Tasks'), l10n.t('Reason'), l10n.t('Stop code'), l10n.t('Task definition'), l10n.t('Last')],
      rows: stopped.value.groups.map((group): readonly Value[] => [
        textValue(String(group.count)),
        textValue(stoppedReason(group, l10n)),
        textValue(group.stopCode ?? ''),
        definitionOf(group, ran, l10n),
        time(group.stoppedAt),
      ]),
      empty: '',
    });
  }
  const events = service?.events ?? [];
  if (events.length > 0) {
    blocks.push({
      type: 'table',
      id: 'events',
      label: l10n.t('Newest events of the service'),
      columns: [l10n.t('Event'), l10n.t('Time')],
      rows: events.map(({ message, at }): readonly Value[] => [textValue(eventWords(message)), time(at)]),
      empty: '',
    });
  }
  return blocks.length === 0 ? [] : [{ id: 'stuck', title: l10n.t('Stopped tasks and events'), wide: true, blocks }];
}
