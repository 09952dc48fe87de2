import type { Clock } from '../../base/clock.ts';
import { type Moment, momentOf } from '../../base/deadline.ts';
import type { Release } from '../../base/event.ts';
import { accountOfArn } from '../../model/arn.ts';
import { type Fact, known, none, unread, valueOf } from '../../model/fact.ts';
import type { Elsewhere } from '../../model/destination.ts';
import type { Failure } from '../../model/failure.ts';
import { type AwsReads, UNANSWERED_AFTER } from '../../model/ports/awsReads.ts';
import { owedSince } from '../../model/ports/owedAnswer.ts';
import type { DaemonDeployment, WholeDaemon } from '../../model/resources/daemon.ts';
import { withEarlierDetails } from '../../model/resources/listedDeployment.ts';
import type { DaemonRef } from '../../model/resources/resource.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { accountChanged, accountUnknown, isOfAnother, mayBeOf, ofWhom, type Read, whoseOf } from '../../model/sight.ts';

/** How long after an answer the next one is asked for while somebody sees the page, ms: of a deployment that moves, and of one that is over. */
const PAUSE_WHILE_MOVING = 15_000;
const PAUSE_WHEN_OVER = 60_000;
/** What ECS lists of a daemon that has no deployment. */
const NO_DEPLOYMENTS = '{"daemonDeployments":[]}';

/** What AWS told of one managed daemon, as new as it is known. */
export interface LatestDaemon {
  /** The newest deployment; `none` where ECS said that there is none. */
  readonly deployment: Fact<DaemonDeployment>;
  /** AWS's answer about the deployment. Absent where there is none, or where it could not be read. */
  readonly json?: string;
  /** Whose the daemon is. Its ARN says it; absent where that can't be read and nobody has answered. */
  readonly account?: string;
  /** What answered, where it wasn't AWS alone. */
  readonly elsewhere?: Elsewhere;
  /** When the answer came, by this machine's clock. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's in milliseconds, as the answer's date tells. */
  readonly clockOffset?: number;
  /** AWS has been asked, and hasn't answered for {@link UNANSWERED_AFTER}: since when, in ms since the epoch by this machine's clock. */
  readonly waitingSince?: number;
  /** What is lacking in the last answer. */
  readonly gaps: readonly Failure[];
  /** Why there is no newer answer. */
  readonly failure?: Failure;
}

/** The answers about one managed daemon. */
export interface LatestDaemons {
  /** However old. */
  last(): LatestDaemon;
  /** Asks AWS now; who asks meanwhile shares the answer, so that no answer takes the place of one that was asked for later. */
  refresh(): Promise<LatestDaemon>;
  /**
   * Keeps the answer fresh until it is released, while `isPageSeen` holds; `changed` is called after each, and where AWS hasn't answered for {@link UNANSWERED_AFTER}. What was never asked for is asked for once in any case. After failures it is asked for less and
   * less often.
   */
  subscribe(changed: () => void, isPageSeen: () => boolean): Release;
}

/** Before anybody has asked. */
export function unaskedDaemon({ id }: DaemonRef): LatestDaemon {
  const account = accountOfArn(id);
  return { deployment: unread, gaps: [], ...(account !== undefined && { account }) };
}

/** What is known after AWS was asked again. What is of another account, and what names no deployment though there may be one, takes nothing away. */
export function afterDaemonRead(before: LatestDaemon, read: Read<WholeDaemon>): LatestDaemon {
  const told = read.ok ? whoseOf(read.seen) : whoseOf(read.failure);
  // Until something was told, the ARN's account is known and not who answers.
  const shown = before.asOf === undefined ? { ...told, account: before.account } : whoseOf(before);
  // The page is about what is in one account, whatever the profile leads to now.
  if (isOfAnother(told, shown)) return { ...before, failure: accountChanged };
  if (!read.ok) return { ...before, failure: read.failure };
  // Of other credentials, for all that is known.
  if (!mayBeOf(told, shown)) return { ...before, failure: accountUnknown };
  const { deployment, json, gaps } = read.value;
  const { at: asOf, clockOffset } = read.seen;
  const whose = ofWhom(told.account === undefined ? shown : told);
  if (deployment === undefined && gaps.length > 0) {
    const { failure: _, ...rest } = before;
    return { ...rest, ...whose, gaps };
  }
  return {
    deployment: deployment === undefined ? none : known(earlierWith(before, deployment)),
    ...(json !== undefined && { json }),
    ...whose,
    ...(clockOffset !== undefined && { clockOffset }),
    asOf,
    gaps,
  };
}

function earlierWith({ deployment }: LatestDaemon, now: DaemonDeployment): DaemonDeployment {
  const before = valueOf(deployment);
  return withEarlierDetails(before?.arn === now.arn ? before : undefined, now);
}

/** The answer as JSON; undefined where there is none to show, which `reasonUnread` explains. */
export function daemonJson({ deployment, json }: LatestDaemon): string | undefined {
  return json ?? (deployment.kind === 'none' ? NO_DEPLOYMENTS : undefined);
}

/** Why something isn't known; undefined before anybody has asked. */
export function reasonUnread({ failure, gaps }: LatestDaemon): Failure | undefined {
  return failure ?? gaps[0];
}

export interface LatestDaemonsParts {
  readonly reads: Pick<AwsReads, 'wholeDaemon'>;
  readonly clock: Clock;
  /** How long to wait at least after so many failures in a row, ms; `random` in [0, 1). */
  readonly retryDelay: (failures: number, failure: Failure, random: number) => number;
}

/** Asks AWS when it is called, and never by itself. A failure keeps the last answer, with the reason. */
export function createLatestDaemons(ref: DaemonRef, { reads, clock, retryDelay }: LatestDaemonsParts): LatestDaemons {
  let last = unaskedDaemon(ref);
  let wasAsked = false;
  let failuresInARow = 0;
  let asking: { readonly answer: Promise<LatestDaemon>; readonly since: Moment } | undefined;

  const ask = async (): Promise<LatestDaemon> => {
    const read = await reads.wholeDaemon(ref.scope, ref.id, new AbortController().signal);
    last = afterDaemonRead(last, read);
    wasAsked = true;
    failuresInARow = last.failure === undefined ? 0 : failuresInARow + 1;
    return last;
  };
  const refresh = (): Promise<LatestDaemon> => {
    asking ??= {
      since: momentOf(clock),
      answer: ask().finally(() => {
        asking = undefined;
      }),
    };
    return asking.answer;
  };
  const shown = (): LatestDaemon => {
    const waitingSince = asking && owedSince(clock, asking.since);
    return waitingSince === undefined ? last : { ...last, waitingSince };
  };
  const pause = (): number => {
    const status = valueOf(last.deployment)?.status;
    const moves = status !== undefined && !stateTraits('deployment', status).final;
    const pace = moves ? PAUSE_WHILE_MOVING : PAUSE_WHEN_OVER;
    return last.failure === undefined ? pace : Math.max(pace, retryDelay(failuresInARow, last.failure, clock.random()));
  };

  return {
    last: shown,
    refresh,
    subscribe: (changed, isPageSeen) => {
      let released = false;
      let cancel: Release = () => undefined;
      const round = async (): Promise<void> => {
        if (!wasAsked || isPageSeen()) {
          // What is known says by then that no answer has come.
          cancel = clock.after(UNANSWERED_AFTER, changed);
          await refresh();
          cancel();
          if (released) return;
          changed();
        }
        cancel = clock.after(pause(), () => void round());
      };
      void round();
      return () => {
        released = true;
        cancel();
      };
    },
  };
}
