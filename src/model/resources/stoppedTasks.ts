import type { Unreadable } from './unreadable.ts';

/** Which tasks of a deployment have stopped lately, by why they did. Source: ListTasks and DescribeTasks, which know a stopped task for about an hour. */
export interface StoppedTasks extends Unreadable {
  readonly total: number;
  /** ECS has more of them than one call tells. */
  readonly more: boolean;
  /** The largest first. */
  readonly groups: readonly StoppedGroup[];
}

/** Tasks that stopped for the same reason, but for the ids in it. */
export interface StoppedGroup {
  readonly count: number;
  /** The newest task's; empty where ECS gave none. */
  readonly reason: string;
  /** ECS gave a reason that can't be read. */
  readonly reasonUnread?: true;
  /** `TaskFailedToStart`, `EssentialContainerExited`, … as ECS has it. */
  readonly stopCode?: string;
  readonly exits: readonly ContainerExit[];
  /** When the newest of them stopped. */
  readonly stoppedAt?: number;
}

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
