import type { Clock } from '../../base/clock.ts';
import { momentOf, wallTimeOf } from '../../base/deadline.ts';
import type { Release } from '../../base/event.ts';
import { type Failure, isProfileFailure } from '../../model/failure.ts';
import { type AwsReads, UNANSWERED_AFTER } from '../../model/ports/awsReads.ts';
import { asTargets, type Target } from '../../model/resources/target.ts';
import type { ListJob } from './chosenLists.ts';
import type { Inflow } from './inflow.ts';
import { countedFrom } from './paces.ts';
import { retryDelay } from './retryDelay.ts';

export interface ListReaderParts {
  readonly reads: Pick<AwsReads, 'list'>;
  readonly clock: Clock;
  /** The schedule's time, in milliseconds. */
  readonly passed: () => number;
  /** Now, by a time that never goes back: what is newer has the greater one. */
  readonly stamp: () => number;
  readonly inflow: Inflow;
  /** Called with the targets of each page. `asked`: when the listing was asked for. */
  readonly seen: (targets: readonly Target[], asked: number) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the function that reads one list into the inventory and notes in its {@link ListJob} how that went. The function never rejects; it resolves
 * with when the listing was asked for, or undefined where it did not come to its end. `moved` is called when a page came.
 */
export function createListReader(
  { reads, clock, passed, stamp, inflow, seen, onError }: ListReaderParts,
  { moved }: { readonly moved: (job: ListJob) => void },
): (job: ListJob) => Promise<number | undefined> {
  const failedBy = (job: ListJob, failure: Failure, asked: number) => {
    const { scope, kind } = job;
    job.failures += 1;
    job.failedAsProfile = isProfileFailure(failure.kind) ? asked : undefined;
    job.retryAt = passed() + retryDelay(job.failures, failure, clock.random());
    // Halt itself has cancelled it, for example to renew connections: nothing was learnt of the list.
    if (failure.kind === 'cancelled') inflow.take({ type: 'abandon', scope, kind }, asked);
    else inflow.take({ type: 'fail', scope, kind, failure }, asked);
  };
  /**
   * Lets the inventory know when AWS hasn't answered for a while, for a list that was never read or that a person asked for. Of a list that a poll reads
   * again nothing is shown. Returns what to call when the answer comes.
   */
  const awaitAnswer = (job: ListJob, asked: number): Release => {
    const { scope, kind } = job;
    const begun = momentOf(clock);
    const tell = () => {
      job.tellLate = undefined;
      const since = wallTimeOf(begun, momentOf(clock)) + inflow.ahead();
      inflow.take({ type: 'unanswered', scope, kind, asked: since }, asked);
    };
    const cancel = clock.after(UNANSWERED_AFTER, () => {
      if (job.readAt === undefined || job.asked || job.again) tell();
      else job.tellLate = tell;
    });
    return () => {
      cancel();
      job.tellLate = undefined;
    };
  };
  const readPages = async (
    job: ListJob,
    { signal, asked, answered }: { signal: AbortSignal; asked: number; answered: Release },
  ): Promise<number | undefined> => {
    const { scope, kind } = job;
    const since = stamp();
    const begun = momentOf(clock);
    let ahead = 0;
    const ids = new Set<string>();
    const gaps: Failure[] = [];
    inflow.take({ type: 'begin', scope, kind }, asked);
    for await (const page of reads.list(scope, kind, signal)) {
      answered();
      if (signal.aborted) return undefined;
      if (!page.ok) {
        failedBy(job, page.failure, asked);
        return undefined;
      }
      moved(job);
      const { resources } = page.value;
      ahead = page.seen.clockOffset ?? 0;
      for (const resource of resources) ids.add(resource.id);
      gaps.push(...page.value.gaps);
      const targets = resources.flatMap(asTargets);
      inflow.notify(targets, begun, ahead);
      inflow.take({ type: 'page', scope, kind, since, resources }, asked);
      seen(targets, asked);
    }
    if (signal.aborted) return undefined;
    job.failures = 0;
    job.failedAsProfile = undefined;
    job.readAt = countedFrom(kind, asked, passed());
    // `ahead` is relative to this machine's clock as it is set now.
    const told = { shownAsOf: wallTimeOf(begun, momentOf(clock)) + ahead, ...(ahead !== 0 && { clockOffset: ahead }) };
    inflow.take({ type: 'end', scope, kind, since, ...told, seen: ids, gaps }, asked);
    job.unchanged += 1;
    return asked;
  };
  return async (job) => {
    const controller = new AbortController();
    const asked = passed();
    job.running = controller;
    const { signal } = controller;
    const answered = awaitAnswer(job, asked);
    signal.addEventListener('abort', answered, { once: true });
    try {
      return await readPages(job, { signal, asked, answered });
    } catch (error) {
      // An AwsReads never rejects; should one do so all the same, the list says so and goes on.
      if (controller.signal.aborted) return undefined;
      onError(error);
      failedBy(job, { kind: 'unknown', message: String(error), mayHaveHappened: false }, asked);
      return undefined;
    } finally {
      answered();
    }
  };
}
