import { member, text } from '../../../base/untrusted.ts';
import type { Failure } from '../../../model/failure.ts';
import type { SecretStriking } from '../../sdk/unreadMembers.ts';
import { isCode } from '../../sdk/wireAnswer.ts';

/** What is missing by itself, so that the rest can be shown: also what the place at hand does not have, in whichever words it says so. */
export const isGap = ({ kind, code = '' }: Failure): boolean =>
  kind === 'denied' ||
  kind === 'not-found' ||
  (kind === 'refused' && /^(?:Unsupported|NotImplemented|UnknownOperation|InvalidAction)/i.test(code));

/** A member of ECS's `failures`, without a secret: whoever answers could quote the request in it. A reason that is no name is told, and is no code. */
export function partFailure(calls: SecretStriking, source: unknown, operation: string): Failure {
  const reason = text(member(source, 'reason')) ?? 'unknown';
  const code = isCode(reason) ? reason : 'unknown';
  const detail = text(member(source, 'detail'));
  const arn = text(member(source, 'arn')) ?? '';
  const kind = code === 'MISSING' ? 'not-found' : /denied/i.test(code) ? 'denied' : 'refused';
  return calls.withoutSecrets({
    kind,
    code,
    message: detail ?? `${reason}: ${arn}`,
    operation,
    mayHaveHappened: false,
  });
}
