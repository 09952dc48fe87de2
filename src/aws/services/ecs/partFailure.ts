import { member, text } from '../../../base/untrusted.ts';
import type { Failure } from '../../../model/failure.ts';

/** What is missing by itself, so that the rest can be shown: also what the place at hand does not have, in whichever words it says so. */
export const isGap = ({ kind, code = '' }: Failure): boolean =>
  kind === 'denied' ||
  kind === 'not-found' ||
  (kind === 'refused' && /^(?:Unsupported|NotImplemented|UnknownOperation|InvalidAction)/i.test(code));

/** A member of ECS's `failures`. */
export function partFailure(source: unknown, operation: string): Failure {
  const code = text(member(source, 'reason')) ?? 'unknown';
  const detail = text(member(source, 'detail'));
  const arn = text(member(source, 'arn')) ?? '';
  const kind = code === 'MISSING' ? 'not-found' : /denied/i.test(code) ? 'denied' : 'refused';
  return { kind, code, message: detail ?? `${code}: ${arn}`, operation, mayHaveHappened: false };
}
