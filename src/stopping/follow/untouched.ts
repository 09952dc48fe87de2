import type { Operation } from '../../model/operation.ts';
import { isUnread } from '../../model/resources/unreadable.ts';
import type { Target } from '../../model/resources/target.ts';

/**
 * Of what looks as if nobody had asked: whether AWS's own words prove that it has been so ever since the request, or that it has not. Undefined where they prove neither: then only who has looked all the time
 * knows it. `requestedAt`: by AWS's clock, in milliseconds since the epoch; undefined where this machine's may have been set since.
 */
export function wasUntouched(
  operation: Operation,
  observed: Target,
  requestedAt: number | undefined,
): boolean | undefined {
  switch (observed.kind) {
    case 'instance':
      // Whenever a stopped instance is started, it is launched anew.
      // Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html (launchTime)
      if (observed.launchedAt === undefined || isUnread(observed, 'LaunchTime')) return undefined;
      if (requestedAt === undefined) return undefined;
      return observed.launchedAt <= requestedAt;
    case 'deployment':
      // A stopped one never goes on. One that went on may wait at its next hook.
      return operation.type === 'continue' && operation.hookId === undefined ? undefined : true;
    case 'experiment':
      // A stopped one can't be resumed.
      return true;
    case 'lever':
      // Anybody may have engaged and disengaged it since.
      return undefined;
  }
}
