import type { ServiceDeployment, ServiceRevision } from './deployment.ts';
import type { Unreadable } from './unreadable.ts';

/** Which tasks of a deployment have stopped lately, by why they did. Source: ListTasks and DescribeTasks, which know a stopped task for about an hour. */
export interface StoppedTasks extends Unreadable {
  readonly total: number;
  /** ECS has more of them than one call tells. */
  readonly more: boolean;
  /** Some of them may be of the version before: what that ran isn't known. */
  readonly mayBeBefore?: true;
  /** The largest first. */
  readonly groups: readonly StoppedGroup[];
}

/** Tasks of one revision and task definition that stopped for the same reason, but for the ids in it. */
export interface StoppedGroup {
  readonly count: number;
  /** The newest task's; empty where ECS gave none. */
  readonly reason: string;
  /** ECS gave a reason that can't be read. */
  readonly reasonUnread?: true;
  /** `TaskFailedToStart`, `EssentialContainerExited`, … as ECS has it. */
  readonly stopCode?: string;
  readonly exits: readonly ContainerExit[];
  /** Which of the deployment's revisions started them; absent where ECS doesn't tell. */
  readonly startedBy?: 'target' | 'source';
  /** The ARN of what they ran; absent where it can't be read. */
  readonly taskDefinition?: string;
  /** When the newest of them stopped, in ms since the epoch. */
  readonly stoppedAt?: number;
}

/** How one container of a stopped task ended. */
export interface ContainerExit {
  readonly container: string;
  /** Absent where the container never ran. */
  readonly code?: number;
  readonly reason?: string;
}

/** Whether the scheduler took them away on purpose: to scale in, or to make room for the tasks of another revision. */
export function isScaling({ reason }: StoppedGroup): boolean {
  return /^scaling activity initiated/i.test(reason);
}

/** The task definitions of a deployment's revisions, as far as they are known. */
export interface RanDefinitions {
  readonly target?: string;
  readonly sources: readonly string[];
  /** There may be more than `sources`: which revisions they are, or what they ran, isn't known. */
  readonly sourcesUnread?: true;
}

/** What the revisions of a deployment run, as ARNs of task definitions. `revisions` may lack some of them: then `target` is absent, or `sourcesUnread` is set. */
export function ranDefinitions(deployment: ServiceDeployment, revisions: readonly ServiceRevision[]): RanDefinitions {
  const { sources, target, unread = [] } = deployment;
  const named = new Map(revisions.map(({ arn, taskDefinition }) => [arn, taskDefinition]));
  // A revision whose ARN can't be read stands under the empty name, and must not be found there.
  named.delete('');
  const own = named.get(target?.arn ?? '') ?? '';
  return {
    ...(own !== '' && { target: own }),
    sources: sources.flatMap(({ arn }) => named.get(arn) || []),
    ...((sources.some(({ arn }) => (named.get(arn) ?? '') === '') ||
      unread.some((path) => /^sourceServiceRevisions(?:\[\d+\])?(?:\.arn)?$/i.test(path))) && {
      sourcesUnread: true as const,
    }),
  };
}

/** The deployment's own tasks, those of the version before, and those of neither. */
export interface PartedTasks {
  readonly own: StoppedTasks;
  readonly before: StoppedTasks;
  readonly others: StoppedTasks;
}

/**
 * While a deployment lasts, its service also starts tasks of the version before, which stop for reasons that say nothing of the new one. Of a task of which ECS doesn't tell which revision
 * started it, what it ran decides: counted as the deployment's are all that aren't known to be of another task definition than its own.
 */
export function partTasks(stopped: StoppedTasks, ran: RanDefinitions): PartedTasks {
  const of = (whose: keyof PartedTasks): StoppedTasks => {
    const groups = stopped.groups.filter((group) => whoseTasks(group, ran) === whose);
    const leftOut = stopped.groups.filter((group) => !groups.includes(group));
    const total = stopped.total - leftOut.reduce((sum, { count }) => sum + count, 0);
    const mayBeBefore = whose === 'others' && ran.sourcesUnread === true && groups.length > 0;
    return { ...stopped, groups, total, ...(mayBeBefore && { mayBeBefore }) };
  };
  return { own: of('own'), before: of('before'), others: of('others') };
}

/** Whose the tasks of a group are: those of the deployment's own revision, of the version before, or of neither. Of which that isn't known counts as the deployment's own. */
export function whoseTasks(
  { startedBy, taskDefinition }: StoppedGroup,
  { target, sources }: RanDefinitions,
): keyof PartedTasks {
  // The deployment that started a task tells most: two revisions can have the same task definition, as when a service is deployed anew unchanged.
  if (startedBy !== undefined) return startedBy === 'target' ? 'own' : 'before';
  if (taskDefinition === undefined || target === undefined || taskDefinition === target) return 'own';
  return sources.includes(taskDefinition) ? 'before' : 'others';
}

/** Those that failed; undefined where there are none. */
export function failedTasks(stopped: StoppedTasks | undefined): StoppedTasks | undefined {
  return stopped?.groups.some((group) => !isScaling(group)) === true ? stopped : undefined;
}
