/**
 * What else AWS tells of a deployment than its list does: counts, hooks, circuit breaker, alarms. `unread`: it could not be read, so that its absence says nothing. `earlier`: it is as
 * it was at an earlier look and could not be read again, while state and times are as new as the list. Absent where all is of one answer.
 */
export interface Details {
  readonly details?: 'unread' | 'earlier';
}

interface Listed extends Details {
  readonly status: string;
  readonly sources: readonly unknown[];
  readonly hooks?: readonly unknown[];
  readonly target?: unknown;
  readonly lifecycleStage?: string;
}

/** A deployment as it is known now: where only the list tells of it, what an earlier look told stays, marked. Both are the same deployment. */
export function withEarlierDetails<T extends Listed>(before: T | undefined, now: T): T {
  if (now.details !== 'unread' || before === undefined || before.details === 'unread') return now;
  const { lifecycleStage, ...earlier } = before;
  const { sources, hooks, target } = earlier;
  // Where it has moved on since, nobody knows its stage, nor whether a hook still waits.
  const isSame = before.status === now.status;
  return {
    ...earlier,
    ...now,
    sources,
    ...(hooks !== undefined && { hooks: isSame ? hooks : [] }),
    ...(isSame && lifecycleStage !== undefined && { lifecycleStage }),
    ...(target !== undefined && { target }),
    details: 'earlier',
  };
}
