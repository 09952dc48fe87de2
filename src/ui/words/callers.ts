import { plainText } from '../../base/plainText.ts';

/** The part of a caller's ARN that a person knows: `user/jane`, `assumed-role/Admin/jane`. */
export function callerWords(arn: string): string {
  return plainText(arn.split(':').slice(5).join(':') || arn, 100);
}
