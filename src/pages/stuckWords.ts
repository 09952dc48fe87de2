import {
  type ContainerExit,
  isScaling,
  type StoppedGroup,
  type StoppedTasks,
} from '../model/resources/stoppedTasks.ts';
import type { Words } from './words.ts';

/** `12 failures in a row`. */
export function inARowWords(failures: number, l10n: Words): string {
  return l10n.counted(l10n.t('{0, plural, one {# failure} other {# failures in a row}}'), failures);
}

/** `12 of 14 recently stopped tasks: CannotPullContainerError: … not found`. */
function stoppedWords(group: StoppedGroup, { total, more }: StoppedTasks, l10n: Words): string {
  const why = stoppedReason(group, l10n);
  if (more)
    return l10n.counted(
      l10n.t(
        '{0, plural, one {{1} of at least # recently stopped task: {2}} other {{1} of at least # recently stopped tasks: {2}}}',
      ),
      total,
      group.count,
      why,
    );
  return l10n.counted(
    l10n.t('{0, plural, one {# recently stopped task: {2}} other {{1} of # recently stopped tasks: {2}}}'),
    total,
    group.count,
    why,
  );
}

/** ECS's reason, with the containers' exits where it has any: `Essential container in task exited (api: exit code 137, OutOfMemoryError …)`. */
export function stoppedReason({ reason, reasonUnread, exits }: StoppedGroup, l10n: Words): string {
  const nothing = reasonUnread ? l10n.t('the reason can’t be read') : l10n.t('no reason given');
  const said = reason === '' ? nothing : reason;
  return exits.length === 0 ? said : `${said} (${exits.map((exit) => exitWords(exit, l10n)).join('; ')})`;
}

function exitWords({ container, code, reason }: ContainerExit, l10n: Words): string {
  const told = [code === undefined ? undefined : l10n.t('exit code {0}', code), reason].filter(Boolean).join(', ');
  return container === '' ? told : `${container}: ${told}`;
}

/** An event without the service's name, with which ECS begins each. */
export function eventWords(message: string): string {
  return message.replace(/^\(service [^)]*\)\s*/, '');
}

/** Why most of those that failed did; undefined where none failed. */
export function failedWords(stopped: StoppedTasks | undefined, l10n: Words): string | undefined {
  const group = stopped?.groups.find((one) => !isScaling(one));
  return stopped && group && stoppedWords(group, stopped, l10n);
}

/** The same of tasks of no version of the deployment, with what most of them ran. */
export function othersWords(others: StoppedTasks | undefined, l10n: Words): string | undefined {
  const why = failedWords(others, l10n);
  const group = others?.groups.find((one) => !isScaling(one));
  if (why === undefined) return undefined;
  const ran = nameOfDefinition(group?.taskDefinition ?? '');
  return others?.mayBeBefore === true
    ? l10n.t('The previous version or another task definition ({0}): {1}', ran, why)
    : l10n.t('Another task definition ({0}): {1}', ran, why);
}

/** `checkout:81` of its ARN. */
export const nameOfDefinition = (taskDefinition: string): string =>
  taskDefinition.slice(taskDefinition.lastIndexOf('/') + 1);
