import type { Failure } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { DaemonRef, WatchedRef } from '../../model/resources/resource.ts';
import { stateOf, type Target } from '../../model/resources/target.ts';
import { type Whose, whoseOf } from '../../model/sight.ts';

/** What a look at one group brought, by the ids that were asked for. `whose`: whose credentials read it, as far as that is known. */
export type LookResult =
  | { readonly type: 'unread'; readonly failure: Failure }
  | {
      readonly type: 'seen';
      readonly whose: Whose;
      /** AWS's clock minus this machine's, in milliseconds; absent where they agree. */
      readonly clockOffset?: number;
      readonly states: ReadonlyMap<string, string>;
      /** The ids that AWS doesn't know. */
      readonly missing: ReadonlySet<string>;
      readonly failures: Readonly<Record<string, Failure>>;
      /** The targets as the lists show them, too; none for a managed daemon. */
      readonly targets: readonly Target[];
    };

/** Asks AWS about things of one group (`groupKey`), with one call for all ids; a managed daemon with one by itself. Never rejects. */
export async function lookAt(
  reads: Pick<AwsReads, 'describe' | 'wholeDaemon'>,
  ref: WatchedRef,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<LookResult> {
  if (ref.kind === 'daemon') return lookAtDaemon(reads, ref, signal);
  const read = await reads.describe(ref.scope, ref.kind, ids, signal);
  if (!read.ok) return { type: 'unread', failure: read.failure };
  const { targets, missing, failures } = read.value;
  const { clockOffset } = read.seen;
  return {
    type: 'seen',
    whose: whoseOf(read.seen),
    ...(clockOffset !== undefined && { clockOffset }),
    states: new Map(targets.map((one) => [one.id, stateOf(one)])),
    missing: new Set(missing),
    failures,
    targets,
  };
}

async function lookAtDaemon(
  reads: Pick<AwsReads, 'wholeDaemon'>,
  { scope, id }: DaemonRef,
  signal: AbortSignal,
): Promise<LookResult> {
  const nothing = { states: new Map<string, string>(), missing: new Set<string>(), failures: {}, targets: [] };
  const read = await reads.wholeDaemon(scope, id, signal);
  if (!read.ok) {
    const { failure } = read;
    return failure.kind === 'not-found'
      ? { type: 'seen', whose: whoseOf(failure), ...nothing, missing: new Set([id]) }
      : { type: 'unread', failure };
  }
  const { clockOffset } = read.seen;
  const seen: Extract<LookResult, { readonly type: 'seen' }> = {
    ...{ type: 'seen', whose: whoseOf(read.seen), ...nothing },
    ...(clockOffset !== undefined && { clockOffset }),
  };
  const { deployment, gaps } = read.value;
  if (deployment) return { ...seen, states: new Map([[id, deployment.status]]) };
  const [gap] = gaps;
  return gap ? { ...seen, failures: { [id]: gap } } : { ...seen, missing: new Set([id]) };
}
