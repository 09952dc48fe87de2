import type { RequestOutcome } from '../history/entry.ts';
import { type Failure, saysItself } from '../model/failure.ts';
import { isRefusedByAws } from '../ui/words/changeFailures.ts';

/** A call's answer as the state history keeps it. */
export function requestOutcome(failure: Failure | undefined, requestId: string | undefined): RequestOutcome {
  const id = requestId ?? failure?.requestId;
  const about = id === undefined ? {} : { requestId: id };
  if (!failure) return { result: 'accepted', ...about };
  // As in the audit log, texts of proxies and helper programs aren't kept on the disk.
  const message = saysItself(failure) ? failure.message : (failure.code ?? failure.kind);
  const undone = isRefusedByAws(failure) ? 'refused' : 'not-sent';
  return { result: failure.mayHaveHappened ? 'unknown' : undone, message, ...about };
}

/** What a request is kept as that AWS refused, once a look has shown that nothing was left to do. */
export const tooLate = (refusal: Failure): RequestOutcome => ({
  ...requestOutcome(refusal, undefined),
  result: 'too-late',
});
