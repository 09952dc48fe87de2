import type { Failure } from '../../model/failure.ts';

/** A code as AWS and Node write theirs. */
const CODE = /^[\w.:-]{1,80}$/;

/** Why something could not be read, in Halt's own words alone: whatever stands on the way to AWS may have written the message, and a code that is none. */
export function whyUnread({ kind, code }: Pick<Failure, 'kind' | 'code'>): string {
  return code !== undefined && CODE.test(code) ? `${kind} (${code})` : kind;
}
