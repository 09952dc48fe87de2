import type { Failure } from '../model/failure.ts';

/** How fresh one list of one scope is, and why it isn't fresher. */
export interface ListStatus {
  /** A whole listing is on its way. */
  readonly loading: boolean;
  /** When the last complete listing began, by the poller's time, for ages and order; what is shown is at least as new. Absent before the first. */
  readonly asOf?: number;
  /** `asOf` by AWS's clock, in milliseconds since the epoch, to be shown. */
  readonly shownAsOf?: number;
  /** AWS's clock minus this machine's, in ms, as the last listing told; absent where they agree. */
  readonly clockOffset?: number;
  /**
   * Set where the list was never read, or a person asked for it anew, it has not failed, and AWS hasn't answered for `UNANSWERED_AFTER`: when AWS was
   * asked, in milliseconds since the epoch by AWS's clock.
   */
  readonly waitingSince?: number;
  /** Why the last listing failed; removed by the next one that succeeds. The resources of the last good listing stay. */
  readonly failure?: Failure;
  /** What the last listing could not read while it read the rest. */
  readonly gaps: readonly Failure[];
}

/** The status of a list that nobody has begun to read. */
export const neverListed: ListStatus = { loading: false, gaps: [] };

/** Whether to show that a list is loading: only when nothing good is shown meanwhile. */
export function showsLoading(status: ListStatus): boolean {
  return status.loading && (status.asOf === undefined || status.failure !== undefined);
}

/** Whether both statuses look the same. What changes with every poll is not shown: `asOf`, and that a list with good data is being read. */
export function showsSame(before: ListStatus, now: ListStatus): boolean {
  return (
    showsLoading(before) === showsLoading(now) &&
    before.failure === now.failure &&
    before.waitingSince === now.waitingSince &&
    sameGaps(before.gaps, now.gaps) &&
    (before.asOf === undefined) === (now.asOf === undefined)
  );
}

/** The earlier failure where the new one tells the same: with the same object, nothing is redrawn because of another request id. */
export function keepFirst(before: Failure | undefined, now: Failure): Failure {
  if (!before || before.kind !== now.kind || before.code !== now.code || before.message !== now.message) return now;
  // A failure of another operation may mean something else: that members are missing, and not facts of them.
  return before.operation === now.operation ? before : now;
}

/** Whether both name the same gaps in the same order, whatever their request ids. */
export function sameGaps(before: readonly Failure[], now: readonly Failure[]): boolean {
  return before.length === now.length && before.every((gap, index) => keepFirst(gap, now[index] ?? gap) === gap);
}

/** Whether a gap leaves the list complete and only costs facts of its members. What is missing from such a list is really gone. */
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

/**
 * Whether a gap may hide any member of the list: pages that did not come, in an order that AWS doesn't document. What is missing from such a list may
 * be on those pages.
 */
export function cutsList({ operation }: Failure): boolean {
  return operation === 'fis:ListExperiments';
}
