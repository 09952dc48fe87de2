import { defined, identifier, identifiers, list, member, number, text, time } from '../../../base/untrusted.ts';
import { succeeded } from '../../../model/failure.ts';
import type { DeployedTasks } from '../../../model/ports/awsReads.ts';
import { serviceNameOfArn } from '../../../model/resources/target.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import type { EcsCalls } from './calls.ts';
import { groupBy } from '../../../base/groupBy.ts';
import type { ContainerExit, StoppedGroup, StoppedTasks } from '../../../model/resources/stoppedTasks.ts';

/** Two calls at most: the newest hundred say enough of why. */
export async function stoppedTasksOf(
  calls: EcsCalls,
  scope: Scope,
  { clusterArn, serviceArn, createdAt, finishedAt }: DeployedTasks,
  signal: AbortSignal,
): Promise<Read<StoppedTasks>> {
  const listed = await calls.listStoppedTasks(scope, clusterArn, serviceNameOfArn(serviceArn), signal);
  if (!listed.ok) return listed;
  const { body } = listed.value;
  const arns = identifiers(body['taskArns']);
  const described = arns.length === 0 ? undefined : await calls.describeTasks(scope, clusterArn, arns, signal);
  if (described?.ok === false) return described;
  const read = calls.seal(succeeded(described?.value.body['tasks']));
  if (!read.ok) return read;
  const now = read.seen.at + (read.seen.clockOffset ?? 0);
  const more = identifier(body['nextToken']) !== undefined;
  return { ...read, value: groupStopped(read.value, { since: createdAt, until: finishedAt, now }, more) };
}

interface StoppedTask {
  readonly reason: string;
  readonly stopCode: string | undefined;
  readonly exits: readonly ContainerExit[];
  readonly createdAt: number | undefined;
  readonly stoppedAt: number | undefined;
}

const HOUR = 3_600_000;
/** What of two times is not of two clocks: ECS tells some in whole seconds. */
const SECOND = 1_000;

/**
 * Groups the tasks of DescribeTasks by why they stopped. Left out are those that stopped more than an hour before `now`, and those that were created before `since`
 * or after `until`, which are of another deployment; all in ms by AWS's clock. A task without a time is taken for a recent one.
 */
export function groupStopped(
  tasks: unknown,
  within: { readonly since: number | undefined; readonly until?: number | undefined; readonly now: number },
  more: boolean,
): StoppedTasks {
  const recent = list(tasks)
    .map(taskOf)
    .filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt >= within.now - HOUR)
    .filter(({ createdAt }) => {
      if (createdAt === undefined) return true;
      return createdAt >= (within.since ?? createdAt) - SECOND && createdAt <= (within.until ?? createdAt) + SECOND;
    })
    .toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
  const groups = [...groupBy(recent, keyOf).values()].flatMap((same): readonly StoppedGroup[] => {
    const [newest] = same;
    if (newest === undefined) return [];
    const { reason, stopCode, exits, stoppedAt } = newest;
    return [defined<StoppedGroup>({ count: same.length, reason, stopCode, exits, stoppedAt })];
  });
  return { total: recent.length, more, groups: groups.toSorted((a, b) => b.count - a.count) };
}

function taskOf(source: unknown): StoppedTask {
  const exits = list(member(source, 'containers')).map((container) =>
    defined<ContainerExit>({
      container: text(member(container, 'name')) ?? '',
      code: number(member(container, 'exitCode')),
      reason: text(member(container, 'reason')),
    }),
  );
  const stopCode = text(member(source, 'stopCode'));
  return {
    reason: text(member(source, 'stoppedReason')) ?? stopCode ?? '',
    stopCode,
    exits: toldExits(exits),
    createdAt: time(member(source, 'createdAt')),
    stoppedAt: time(member(source, 'stoppedAt')) ?? time(member(source, 'stoppingAt')),
  };
}

/** The containers that failed; those that ended well only where none did, for then one of them was the essential one. */
function toldExits(all: readonly ContainerExit[]): readonly ContainerExit[] {
  const failed = all.filter(({ code, reason }) => (code !== undefined && code !== 0) || reason !== undefined);
  return failed.length > 0 ? failed : all.filter(({ code }) => code !== undefined);
}

/** What differs from task to task though the reason is one: ids of tasks, requests, network interfaces and instances, and addresses. A digest of an image stays. */
const IDS =
  /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|(?:eni|i|subnet)-[0-9a-f]{8,17}|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?)\b/gi;

function keyOf({ reason, stopCode, exits }: StoppedTask): string {
  const told = exits.map(({ container, code, reason: why }) => [container, code, why?.replaceAll(IDS, '…')]);
  return JSON.stringify([reason.replaceAll(IDS, '…'), stopCode, told]);
}
