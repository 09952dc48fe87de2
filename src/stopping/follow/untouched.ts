import type { Operation } from '../../model/operation.ts';
import { isUnread } from '../../model/resources/unreadable.ts';
import type { Target } from '../../model/resources/target.ts';

/**
 * For a target that looks as if nobody had asked for anything: whether AWS's own facts prove that it has been so ever since the request (true), or
 * that it has not (false). Undefined where they prove neither; then it can only be known by having looked all the time. `requestedAt`: in
 * milliseconds since the epoch by AWS's clock; undefined where this machine's clock may have been set since.
 */
export function wasUntouched(
  operation: Operation,
  observed: Target,
  requestedAt: number | undefined,
): boolean | undefined {
  switch (observed.kind) {
    case 'instance':
      // Starting a stopped instance gives it a new launch time.
      // Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html (launchTime)
      if (observed.launchedAt === undefined || isUnread(observed, 'LaunchTime')) return undefined;
      if (requestedAt === undefined) return undefined;
      return observed.launchedAt <= requestedAt;
    case 'deployment':
      // A stopped deployment never goes on. One that was told to go on may already wait at its next hook.
      return operation.type === 'continue' && operation.hookId === undefined ? undefined : true;
    case 'experiment':
      // A stopped experiment can't be resumed.
      return true;
    case 'lever':
      // Anybody may have engaged and disengaged it since.
      return undefined;
  }
}
