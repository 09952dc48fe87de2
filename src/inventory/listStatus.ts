import type { Failure } from '../model/failure.ts';

/** How fresh one list of one scope is, and why it isn't fresher. */
export interface ListStatus {
  /** A whole listing is on its way. */
  readonly loading: boolean;
  /** When the last whole listing began; what is shown is at least as new. Absent before the first. By the poller's time: for ages and order. */
  readonly asOf?: number;
  /** The same moment by AWS's clock, in ms since the epoch: to be shown. */
  readonly shownAsOf?: number;
  /** AWS's clock minus this machine's, in ms, as the last listing told; absent where they agree. */
  readonly clockOffset?: number;
  /** Nothing was ever read of it, nor has failed, and AWS hasn't answered for `UNANSWERED_AFTER`: when it was asked, by AWS's clock, in ms since the epoch. */
  readonly waitingSince?: number;
  /** Why the last listing failed; gone with the next one that succeeds. The data of the last good one stays. */
  readonly failure?: Failure;
  /** What the last listing could not read while it read the rest. */
  readonly gaps: readonly Failure[];
}

/** Of a list that nobody has begun to read. */
export const neverListed: ListStatus = { loading: false, gaps: [] };

/** Loading is worth a spinner when there is nothing good to look at meanwhile. */
export function showsLoading(status: ListStatus): boolean {
  return status.loading && (status.asOf === undefined || status.failure !== undefined);
}

/** Whether the same is shown of both: what moves with every poll (asOf, loading over good data) is not. */
export function showsSame(before: ListStatus, now: ListStatus): boolean {
  return (
    showsLoading(before) === showsLoading(now) &&
    before.failure === now.failure &&
    before.waitingSince === now.waitingSince &&
    sameGaps(before.gaps, now.gaps) &&
    (before.asOf === undefined) === (now.asOf === undefined)
  );
}

/** The same failure again is the same object, so that nothing is redrawn for a request id. */
export function keepFirst(before: Failure | undefined, now: Failure): Failure {
  if (!before || before.kind !== now.kind || before.code !== now.code || before.message !== now.message) return now;
  // Of another operation it may mean something else: that members are missing, not facts of them.
  return before.operation === now.operation ? before : now;
}

/** Whether both name the same gaps in the same order, whatever their request ids. */
export function sameGaps(before: readonly Failure[], now: readonly Failure[]): boolean {
  return before.length === now.length && before.every((gap, index) => keepFirst(gap, now[index] ?? gap) === gap);
}

/** A gap that costs facts of the listed, not members of the list: what is missing from such a list is gone. */
export function leavesListWhole(gap: Failure): boolean {
  switch (gap.operation) {
    case 'ecs:DescribeServiceDeployments':
    case 'ecs:ListTagsForResource':
    case 'fis:GetExperiment':
      return true;
    default:
      return false;
  }
}

/** A gap behind which any members may be: pages that did not come, in an order that AWS doesn't document. What is missing from such a list may be in those. */
export function cutsList({ operation }: Failure): boolean {
  return operation === 'fis:ListExperiments';
}
