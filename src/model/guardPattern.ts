import { hasLookAlike } from '../base/lookAlike.ts';
import { matchesName } from '../base/wildcard.ts';
import { isRegion } from './scope.ts';

/** An account's id as the console shows it, as a pattern or as an exception; copied from a list, blanks or dots can stand in the hyphens' place. */
const CONSOLE_ACCOUNT = /^(!?\s*)(\d{4})([-\s.])(\d{4})\3(\d{4})$/;

/** The same for several accounts, a wildcard in the place of some digits: `1111-2222-*`. Of an exception it would lift a guard from what nobody named whole. */
const CONSOLE_ACCOUNTS = /^(?=.*[*?])(?=(?:.*[-\s.])?\d{4}(?:[-\s.]|$))[\d*?]+([-\s.])[\d*?]+(?:\1[\d*?]+)?$/;

/** A pattern, and the account number in it without hyphens where it is written as the console shows one. The pattern itself is kept, as a profile or an alias can have such a name. */
export function alsoAsAccount(pattern: string): readonly string[] {
  if (CONSOLE_ACCOUNTS.test(pattern)) return [pattern, pattern.replaceAll(/[-\s.]/g, '')];
  const [, mark, first, , second, third] = CONSOLE_ACCOUNT.exec(pattern) ?? [];
  return mark === undefined ? [pattern] : [pattern, `${mark}${first}${second}${third}`];
}

/**
 * A pattern that marks, and what somebody can have meant by it: `team:shop` may be a profile's name or the tag `team=shop`, and `account=111122223333` a tag or the account. An exception
 * is taken as it stands, for it would unmark.
 */
export function alsoMeant(pattern: string): readonly string[] {
  if (pattern.startsWith('!')) return [pattern];
  const [, name] =
    /^(?:profile|(?:aws[\s_-]*)?account(?:[\s_-]*(?:id|number))?|alias)\s*=\s*([^=]+)$/i.exec(pattern) ?? [];
  if (name !== undefined) return [pattern, ...alsoAsAccount(name)];
  const [, key, value] = /^([^:=]*[^:=\s])\s*:\s*([^:=\s][^=]*)$/.exec(pattern) ?? [];
  return key === undefined ? [pattern] : [pattern, `${key}=${value}`];
}

/**
 * A pattern, and the names that may be meant by it where a word stands beside the name: `profile shop`, as in the shared config, or `shop/eu-west-1`, as in a list of places. A profile can really have such a
 * name; where none has, the pattern as it stands would guard nothing. So both readings are guarded; where a region is named, the whole profile is. An exception is taken as it stands.
 */
export function alsoNamed(pattern: string): readonly string[] {
  if (pattern.startsWith('!') || pattern.includes('=')) return [pattern];
  const [, kind] = /^(?:aws\s+)?(?:profile|account|alias)\s+(\S.*)$/i.exec(pattern) ?? [];
  if (kind !== undefined) return [pattern, ...alsoNamed(kind)];
  const [, first = '', last = ''] = /^(.*?\S)\s*[/@:\s]\s*([^\s/@:]+)$/.exec(pattern) ?? [];
  const [, before = '', rest = ''] = /^([^\s/@:]+)\s*[/@:\s]\s*(\S.*)$/.exec(pattern) ?? [];
  const who = isPlace(last) ? first : isPlace(before) ? rest : '';
  // `*/eu-west-1` would become `*` and guard everything, though it may be a pattern of names that have a slash.
  return /[\p{L}\p{N}]/u.test(who) ? [pattern, ...alsoAsAccount(who)] : [pattern];
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
  if (isMistyped(bare)) return true;
  return isTag ? isOddTag(bare) : isOddName(bare) || isSeveral(bare, names);
}

/** What nobody can have meant to type: it would match nothing that looks the same. */
function isMistyped(pattern: string): boolean {
  return (
    hasLookAlike(pattern) ||
    // They look like the star and the question mark of a pattern.
    /[\u066d\u204e\u2055\u2217\u22c6\u2731-\u2733\u273b\u061f]/.test(pattern) ||
    // No name has these, but for a tab between two words; the last one stands where a character got lost.
    /(?!\t)[\p{Cc}\p{Cs}\ufffd]/u.test(pattern)
  );
}

/** A tag's value may have a comma, and slashes around it. */
function isOddTag(pattern: string): boolean {
  const [, key = '', equals = '', value = ''] = /^([^=]*)(=+)(.*)$/s.exec(pattern) ?? [];
  return (
    /^tags?\s*[:.[]/i.test(key) ||
    /[!:~<>^$]\s*$/.test(key) ||
    equals !== '=' ||
    /^\s*[~>]/.test(value) ||
    // Another tag behind it: `env=prod team=shop`, `Key=env,Value=prod`.
    /(?:[,;\s]|&&)\s*[^\s,;&=]+\s*=[^=]/.test(value) ||
    isExpression(value.trim())
  );
}

/** What a switch says: somebody meant all of it, or nothing, where names are listed. */
const SWITCH = /^(?:true|false|yes|no|on|off|all|any|every|everything|everywhere|none|nothing|never|always|null)$/i;

function isOddName(pattern: string): boolean {
  return (
    /[;\u060c\u061b\u3001\\]|:\/\/|\s!\S|^[-\u2022]\s/.test(pattern) ||
    // A comment, what is taken out of use like one, a key or a value alone, and a name that was cut.
    /^(?:#|\/\/)|\s(?:#|\/\/)|^:|:$|\.\.\./.test(pattern) ||
    // They look like the sign between a tag's key and its value, or say that it is another one.
    /[\u2260\ua78a\u2e40\u2236\ua789]/.test(pattern) ||
    /^(?:tag|env|environment|stage|tier|account(?:[\s_-]*(?:id|number|name|alias))?|alias|profile|region)\s*:/i.test(
      pattern,
    ) ||
    /^\[\s*profile\s/i.test(pattern) ||
    /^\/.*\/[a-z]*$/i.test(pattern) ||
    SWITCH.test(pattern) ||
    isNameInPlace(pattern) ||
    isOddAccount(pattern) ||
    isExpression(pattern)
  );
}

/** An account's number in another writing than AWS's: in other groups or digits, with a word or a sign beside it, or as a spreadsheet spoils it, which takes zeros away. */
function isOddAccount(pattern: string): boolean {
  if (isAccount(pattern)) return false;
  const digits = pattern.match(/\p{Nd}/gu)?.length ?? 0;
  const beside = pattern.replaceAll(/[\p{Nd}\s.,'’#:/()_-]/gu, '').toLowerCase();
  const isAlone = /^(?:aws|account|acct|id|no|nr|number|root)*$/.test(beside);
  return (isAlone && digits >= 10 && digits <= 12) || /^\d(?:[.,]\d+)?e\+?1\d$/i.test(pattern.trim());
}

/** Several accounts or chosen profiles in one text, which are parted by blanks. */
function isSeveral(pattern: string, names: readonly string[]): boolean {
  const parts = pattern.split(/\s*[&+/]+\s*|\s+(?:and|or)\s+|\s+/i);
  return parts.length > 1 && parts.every((part) => isAccount(part) || names.some((name) => matchesName(part, name)));
}

/** In quotes of any language: what opens a quotation in one language closes it in another. */
const QUOTED =
  /^["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\u301d-\u301f].*["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\u301d-\u301f]$/s;

/** A regular expression, SQL's LIKE, a shell's pattern or variable, a text in quotes, or several lines: no name has these, nor a tag's value. */
function isExpression(text: string): boolean {
  return (
    /[\n\v\f\r\u0085\u2028\u2029|]/.test(text) ||
    /^[\^$%]|^\(\?|[$%]$/.test(text) ||
    QUOTED.test(text) ||
    /\$[{(]|^<.*>$|\{\{/.test(text) ||
    // One character of several, `shop-[pd]*`: a name has a blank beside its brackets, and none in them.
    /\S\[[^[\]\s"']+\]|\[[^[\]\s"']+\]\S/.test(text) ||
    /\{[^{}"']*,[^{}"']*\}|\{\d+\}/.test(text) ||
    // `.*` and `.+` are a regular expression's, but not where another star stands without a dot before it: `*.prod.*` is a pattern of names.
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
  text !== undefined && /^(?:\d{12}|\d{4}([-\s.])\d{4}\1\d{4})$/.test(text.trim());
