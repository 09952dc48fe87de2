import { matchesName } from '../base/wildcard.ts';
import { isRegion } from './scope.ts';

/** An account's id as the console shows it, as a pattern or as an exception. */
const CONSOLE_ACCOUNT = /^(!?\s*)(\d{4})-(\d{4})-(\d{4})$/;

/** A pattern, and the account that it is where it is written as the console shows one: a profile or an alias could be called so, too. */
export function alsoAsAccount(pattern: string): readonly string[] {
  const [, mark, first, second, third] = CONSOLE_ACCOUNT.exec(pattern) ?? [];
  return mark === undefined ? [pattern] : [pattern, `${mark}${first}${second}${third}`];
}

/**
 * Whether a pattern is none of a name, but written in another language than that of the guards: an ARN, several names in one text, a regular expression, a text in
 * quotes, a name together with what it is or where. It would guard nothing, and say nothing of it. One that is a profile's among `names` is that profile's,
 * however it looks, but for an ARN and a comma, which the settings editor underlines; of another one that is really called so, `?` stands for the character.
 */
export function namesNothing(pattern: string, names: readonly string[]): boolean {
  const bare = pattern.replace(/^!\s*/, '');
  const isTag = bare.includes('=');
  if (/^arn:/i.test(bare) || (!isTag && bare.includes(','))) return true;
  if (names.some((name) => matchesName(bare, name))) return false;
  return isTag ? isOddTag(bare) : isOddName(bare);
}

/** A tag's value may have a comma, and slashes around it. */
function isOddTag(pattern: string): boolean {
  const [, key = '', equals = '', value = ''] = /^([^=]*)(=+)(.*)$/s.exec(pattern) ?? [];
  return /^tag\s*:/i.test(key) || key.trim().endsWith('!') || equals !== '=' || isExpression(value.trim());
}

function isOddName(pattern: string): boolean {
  return (
    /[;\\]/.test(pattern) ||
    /^(?:tag|account|alias|profile|region)\s*:/i.test(pattern) ||
    /^\[\s*profile\s/i.test(pattern) ||
    /^\/.*\/[a-z]*$/i.test(pattern) ||
    isNameInPlace(pattern) ||
    isExpression(pattern)
  );
}

/** A regular expression, SQL's LIKE, a text in quotes, or several lines: no name has these, nor a tag's value. */
function isExpression(text: string): boolean {
  return (
    /[\n\v\f\r\u0085\u2028\u2029|]/.test(text) ||
    /^[\^$%]|^\(\?|[$%]$/.test(text) ||
    /^["'`\u201c\u201e\u2018\u00ab].*["'`\u201d\u201c\u2019\u00bb]$/s.test(text) ||
    // With a star that follows no dot somebody thought of names: `*.prod.*`.
    (/\.[*+]/.test(text) && !/(?:^|[^.])\*/.test(text))
  );
}

/** An account and a region of it, or a name with its region or account in brackets, as lists and the console show them. */
function isNameInPlace(pattern: string): boolean {
  const [, who = '', there] = /^([\d*?-]+)\s*[/:@\s]\s*(\S+)$/.exec(pattern) ?? [];
  const [, within] = /\(([^()]*)\)$/.exec(pattern) ?? [];
  return (/\d/.test(who) && isPlace(there)) || isPlace(within) || isAccount(within);
}

/** A region as AWS calls them, by where it is: `team-1` has the form of one, and can be a part of a name. */
function isPlace(text: string | undefined): boolean {
  const name = text?.trim().toLowerCase();
  return isRegion(name) && /-(?:central|(?:north|south)(?:east|west)?|east|west)-\d+$/.test(name);
}

const isAccount = (text: string | undefined): boolean =>
  text !== undefined && /^(?:\d{12}|\d{4}-\d{4}-\d{4})$/.test(text.trim());
