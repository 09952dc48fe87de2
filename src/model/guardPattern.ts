/** An account's id as the console shows it, as a pattern or as an exception. */
const CONSOLE_ACCOUNT = /^(!?\s*)(\d{4})-(\d{4})-(\d{4})$/;

/** A pattern, and the account that it is where it is written as the console shows one: a profile or an alias could be called so, too. */
export function alsoAsAccount(pattern: string): readonly string[] {
  const [, mark, first, second, third] = CONSOLE_ACCOUNT.exec(pattern) ?? [];
  return mark === undefined ? [pattern] : [pattern, `${mark}${first}${second}${third}`];
}

/**
 * Whether a pattern is surely none of a name: an ARN, or several names in one text. It would guard nothing, and say nothing of it. A tag's value may have a comma.
 */
export function namesNothing(pattern: string): boolean {
  return /^!?\s*arn:/i.test(pattern) || (!pattern.includes('=') && pattern.includes(','));
}
