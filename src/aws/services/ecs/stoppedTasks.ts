import { MemberReader } from '../../../base/memberReader.ts';
import { defined, identifier, type Json, list, member } from '../../../base/untrusted.ts';
import { malformed, failed, succeeded } from '../../../model/failure.ts';
import type { DeployedTasks } from '../../../model/ports/awsReads.ts';
import { serviceNameOfArn } from '../../../model/resources/target.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import type { EcsCalls } from './calls.ts';
import { groupBy } from '../../../base/groupBy.ts';
import { itemsOf } from '../../sdk/unreadMembers.ts';
import type { ContainerExit, StoppedGroup, StoppedTasks } from '../../../model/resources/stoppedTasks.ts';

/** Two calls at most: the newest hundred say enough of why. */
export async function stoppedTasksOf(
  calls: EcsCalls,
  scope: Scope,
  deployment: DeployedTasks,
  signal: AbortSignal,
): Promise<Read<StoppedTasks>> {
  const { clusterArn, serviceArn, createdAt } = deployment;
  if (clusterArn === '' || serviceArn === '') {
    // Without a cluster ECS would tell of the default one.
    const message = 'The cluster or the service of the deployment can’t be read.';
    return failed(malformed('ecs:ListTasks', message));
  }
  const listed = await calls.listStoppedTasks(scope, clusterArn, serviceNameOfArn(serviceArn), signal);
  if (!listed.ok) return listed;
  const { body } = listed.value;
  const told = new MemberReader(body);
  const arns = told.identifiers('taskArns');
  const described = arns.length === 0 ? undefined : await calls.describeTasks(scope, clusterArn, arns, signal);
  if (described?.ok === false) return described;
  const answer: Json = described?.value.body ?? {};
  // A task that ECS has forgotten since is missing; one that it leaves out is not.
  if (list(answer['tasks']).length + list(answer['failures']).filter(isMissing).length < arns.length)
    told.note('tasks');
  const read = calls.seal(succeeded(answer));
  if (!read.ok) return read;
  const now = read.seen.at + (read.seen.clockOffset ?? 0);
  const more = identifier(body['nextToken']) !== undefined;
  return {
    ...read,
    value: groupStopped(
      read.value,
      { since: createdAt, until: endOf(deployment), now, startedBy: startersOf(deployment) },
      more,
      told.unread,
    ),
  };
}

/** When it ended, if it has. The time of a stop is that only where nothing was rolled back: a rollback starts tasks after it. */
const endOf = ({ status, finishedAt, stoppedAt }: DeployedTasks): number | undefined =>
  finishedAt ?? (status === 'STOPPED' ? stoppedAt : undefined);

/** What DescribeTasks' `startedBy` says of each of the deployment's revisions. */
type Starters = ReadonlyMap<string, NonNullable<StoppedGroup['startedBy']>>;

/**
 * `startedBy` is `ecs-svc/` and the id of what DescribeServices calls a deployment, by the number that a revision's ARN ends with. A number that is none of these revisions' says nothing.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
function startersOf({ sources, target }: DeployedTasks): Starters {
  const starter = (arn: string): string => `ecs-svc/${arn.slice(arn.lastIndexOf('/') + 1)}`;
  return new Map([
    ...sources.map(({ arn }) => [starter(arn), 'source'] as const),
    ...(target ? [[starter(target.arn), 'target'] as const] : []),
  ]);
}

const isMissing = (failure: unknown): boolean => member(failure, 'reason') === 'MISSING';

interface StoppedTask {
  readonly reason: string;
  readonly stopCode: string | undefined;
  readonly exits: readonly ContainerExit[];
  /** `ecs-svc/…`, as ECS has it. */
  readonly startedBy: string | undefined;
  readonly taskDefinition: string | undefined;
  readonly createdAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly reasonUnread: boolean;
  /** The paths of its members that can't be read. */
  readonly unread: readonly string[];
}

const HOUR = 3_600_000;
/** What of two times is not of two clocks: ECS tells some in whole seconds. */
const SECOND = 1_000;

/**
 * Groups the tasks of DescribeTasks' answer by why they stopped. Left out are those that stopped more than an hour before `now`, and those that were created before `since`
 * or after `until`, which are of another deployment; all in ms by AWS's clock. A task without a time is taken for a recent one. `unread`: what could not be
 * read before.
 */
export function groupStopped(
  answer: Json,
  within: {
    readonly since: number | undefined;
    readonly until?: number | undefined;
    readonly now: number;
    readonly startedBy?: Starters;
  },
  more: boolean,
  unread: readonly string[],
): StoppedTasks {
  const recent = itemsOf(answer, 'tasks')
    .map(taskOf)
    .filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt >= within.now - HOUR)
    .filter(({ createdAt }) => {
      if (createdAt === undefined) return true;
      return createdAt >= (within.since ?? createdAt) - SECOND && createdAt <= (within.until ?? createdAt) + SECOND;
    })
    .toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
  const starterOf = ({ startedBy }: StoppedTask): StoppedGroup['startedBy'] => within.startedBy?.get(startedBy ?? '');
  const groups = [...groupBy(recent, (task) => `${starterOf(task) ?? ''} ${keyOf(task)}`).values()].flatMap(
    (same): readonly StoppedGroup[] => {
      const [newest] = same;
      if (newest === undefined) return [];
      const { reason, stopCode, exits, taskDefinition, stoppedAt } = newest;
      const reasonUnread = newest.reasonUnread || undefined;
      const why = { reason, reasonUnread, stopCode, exits };
      return [
        defined<StoppedGroup>({ count: same.length, ...why, startedBy: starterOf(newest), taskDefinition, stoppedAt }),
      ];
    },
  );
  const notes = [...unread, ...recent.flatMap((task) => task.unread)];
  return {
    total: recent.length,
    more,
    groups: groups.toSorted((a, b) => b.count - a.count),
    ...(notes.length > 0 && { unread: notes }),
  };
}

function taskOf(from: MemberReader): StoppedTask {
  const exits = from.records('containers').map((container) =>
    defined<ContainerExit>({
      container: container.text('name') ?? '',
      code: container.number('exitCode'),
      reason: container.text('reason'),
    }),
  );
  const stopCode = from.text('stopCode');
  const reason = from.text('stoppedReason') ?? stopCode ?? '';
  const stoppedAt = from.time('stoppedAt') ?? from.time('stoppingAt');
  const createdAt = from.time('createdAt');
  const nothing = from.unread.includes(from.path());
  const reasonUnread = reason === '' && (nothing || from.unread.includes(from.path('stoppedReason')));
  const taskDefinition = from.identifier('taskDefinitionArn');
  const why = { reason, reasonUnread, stopCode, exits: toldExits(exits) };
  const startedBy = from.text('startedBy');
  return { ...why, startedBy, taskDefinition, createdAt, stoppedAt, unread: from.unread };
}

/** The containers that failed; those that ended well only where none did, for then one of them was the essential one. */
function toldExits(all: readonly ContainerExit[]): readonly ContainerExit[] {
  const failing = all.filter(({ code, reason }) => (code !== undefined && code !== 0) || reason !== undefined);
  return failing.length > 0 ? failing : all.filter(({ code }) => code !== undefined);
}

/**
 * What differs from task to task though the reason is one: ids of tasks, requests, network interfaces and instances, addresses, times, and how often ECS has tried. A digest of an image
 * stays.
 */
const CHANGING =
  /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|(?:eni|i|subnet)-[0-9a-f]{8,17}|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|\d{4}-\d\d-\d\dT[\d:.]+Z?|(?<=retried )\d+(?= time)|(?<=request ?id: ?)[\w/+=-]{8,})|\[(?=[0-9a-f]{0,4}:)[0-9a-f:.]{2,45}\](?::\d+)?/gi;

function keyOf({ reason, reasonUnread, stopCode, exits, taskDefinition }: StoppedTask): string {
  // DescribeTasks lists a task's containers in no order.
  const told = exits
    .map(({ container, code, reason: why }) => JSON.stringify([container, code, why?.replaceAll(CHANGING, '…')]))
    .toSorted();
  return JSON.stringify([reason.replaceAll(CHANGING, '…'), reasonUnread, stopCode, told, taskDefinition]);
}
