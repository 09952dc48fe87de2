import { accountUnknown, type Whose, whoseOf } from '../../model/sight.ts';
import type { Failure } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import { refKey, targetKinds, type TargetRef } from '../../model/resources/resource.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Scope } from '../../model/scope.ts';

/** What reading targets again needs. */
export interface RereadParts {
  readonly reads: Pick<AwsReads, 'describe'>;
  /** What the screen shows of a target now; it stands in where the target can't be read again. */
  readonly lastSeen: (ref: TargetRef) => Target | undefined;
}

/** What was found of one target when it was read again. `missing`: AWS answered, and doesn't know it. */
export interface ReadAgain {
  readonly observed?: Target;
  readonly failure?: Failure;
  readonly missing: boolean;
  /** Whose credentials read it, where that is known. */
  readonly whose?: Whose;
  /** AWS's clock minus this machine's when it was read, ms; absent where they agree. */
  readonly clockOffset?: number | undefined;
}

/** Reads the present state of each target, by {@link refKey}. One that could not be read again keeps what the screen shows, with the failure. */
export async function rereadTargets(
  parts: RereadParts,
  scope: Scope,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<Map<string, ReadAgain>> {
  const readAgain = new Map<string, ReadAgain>();
  const unseen = (ref: TargetRef, failure: Failure) => readAgain.set(refKey(ref), unreadAgain(parts, ref, failure));
  for (const kind of targetKinds) {
    const wanted = refs.filter((ref) => ref.kind === kind);
    if (wanted.length === 0) continue;
    const outcome = await parts.reads.describe(
      scope,
      kind,
      wanted.map((ref) => ref.id),
      signal,
    );
    if (!outcome.ok) {
      for (const ref of wanted) unseen(ref, outcome.failure);
      continue;
    }
    const found = new Map(outcome.value.targets.map((target) => [target.id, target]));
    for (const ref of wanted) {
      const observed = found.get(ref.id);
      const failure = outcome.value.failures[ref.id];
      const { clockOffset } = outcome.seen;
      const whose = whoseOf(outcome.seen);
      if (observed) readAgain.set(refKey(ref), { observed, missing: false, whose, clockOffset });
      else if (failure) unseen(ref, failure);
      else readAgain.set(refKey(ref), { missing: true, whose });
    }
  }
  return readAgain;
}

/** What the screen shows of one that could not be read again, and why. */
function unreadAgain({ lastSeen }: Pick<RereadParts, 'lastSeen'>, ref: TargetRef, failure: Failure): ReadAgain {
  const observed = lastSeen(ref);
  return { ...(observed ? { observed } : {}), failure, missing: false };
}

/**
 * Takes for unread what was read with credentials of which nobody knows whose they are. It tells nothing of a known account: neither that a thing is
 * there nor that it isn't.
 */
export function ofKnownAccount(
  parts: Pick<RereadParts, 'lastSeen'>,
  refs: readonly TargetRef[],
  readAgain: ReadonlyMap<string, ReadAgain>,
): ReadonlyMap<string, ReadAgain> {
  return new Map(
    refs.flatMap((ref) => {
      const one = readAgain.get(refKey(ref));
      if (one === undefined) return [];
      const isTold = one.failure !== undefined || one.whose?.account !== undefined;
      return [[refKey(ref), isTold ? one : unreadAgain(parts, ref, accountUnknown)]];
    }),
  );
}
