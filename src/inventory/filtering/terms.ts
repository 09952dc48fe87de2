import { comparableText, patternMatcher } from '../../base/wildcard.ts';
import { words } from './typedWords.ts';

/** Whether a {@link comparableText} is one of those that a pattern means. */
export type Matches = (text: string) => boolean;

/** What a term asks of a resource. */
export type Test =
  /** A text that is searched in the resource's names (`matches`) and in those of its place (`inPlaces`). */
  | { readonly type: 'text'; readonly matches: Matches; readonly inPlaces: Matches }
  | { readonly type: 'tag'; readonly key: Matches; readonly value: Matches }
  | { readonly type: Exclude<Field, 'account' | 'region'>; readonly values: readonly Matches[] }
  | { readonly type: 'region'; readonly values: readonly Matches[] }
  /** `onlyIds`: every value can only match an account's id, so that an unread alias doesn't matter. */
  | { readonly type: 'account'; readonly values: readonly Matches[]; readonly onlyIds: boolean }
  /** Started longer ago than so many milliseconds. */
  | { readonly type: 'older'; readonly than: number };

/** The fields that can be asked for by name, as in `state:running`. */
type Field = 'state' | 'type' | 'region' | 'account';

interface Term {
  readonly test: Test;
  /** `-state:running`: what matches is hidden. */
  readonly negated: boolean;
}

/** A typed filter, parsed. A resource is shown if every term matches it. */
export interface Filter {
  /** As it was typed, without the white space around it. */
  readonly text: string;
  readonly terms: readonly Term[];
  /** Whether it asks for an age, which is counted since the last start: what it says of a resource changes with time. */
  readonly asksAge: boolean;
  /** Whether it asks for accounts, as words do: what it says of a resource changes when the account of its profile has been read, or is marked otherwise. */
  readonly asksAccount: boolean;
}

/** A term that hides nothing because it can't be understood. */
export type UnclearTerm =
  /** `older:soon`. */
  | { readonly type: 'no-age'; readonly term: string }
  /** `type:`, or `-` alone; `field` is undefined for the latter. */
  | { readonly type: 'no-value'; readonly term: string; readonly field: Field | 'older' | undefined };

/**
 * Terms are parted by white space; quotes keep it. `state:` (AWS's name, or the word of the row), `type:`, `region:` and `account:` (id, alias or profile) take patterns with commas between them, `older:7d` hides
 * what was last started less than so many minutes, hours, days or weeks ago (`m`, `h`, `d`, `w`), `key=value` is a tag (`key=` any value of it), everything else is searched in names,
 * ids, states, types, addresses and what is known of the place. A `-` before a term turns it round. `*` stands for any text, `?` for one character. Upper and lower case are the same, and so are the ways in which
 * Unicode writes one character. A term that can't be understood hides nothing: {@link unclearTerms} tells it. Undefined when there is no other term: nothing is filtered.
 */
export function parseFilter(typed: string): Filter | undefined {
  const terms = readTerms(typed).flatMap((read) => (read.type === 'clear' ? read.term : []));
  if (terms.length === 0) return undefined;
  const asks = (type: Test['type']) => terms.some(({ test }) => test.type === type);
  return { text: typed.trim(), terms, asksAge: asks('older'), asksAccount: asks('account') || asks('text') };
}

/** What of a filter can't be understood, in the order in which it was typed. */
export function unclearTerms(typed: string): readonly UnclearTerm[] {
  return readTerms(typed).flatMap((read) => (read.type === 'unclear' ? read.why : []));
}

interface Unclear {
  readonly type: 'unclear';
  readonly why: UnclearTerm;
}

/**
 * Terms that look as if something were asked by a name that a filter doesn't have, such as `cluster:shop` or `--older:7d`: they are searched as texts, as `payments:12` may be one. In
 * quotes they look like nothing else. In the order in which they were typed.
 */
export function searchedAsText(typed: string): readonly string[] {
  return words(comparableText(typed)).flatMap(({ text, quoted }) => {
    if (quoted) return [];
    const [, key] = /^-*(\p{L}+):/u.exec(text) ?? [];
    const isKnown = key !== undefined && isField(key) && !text.startsWith('--');
    return key === undefined || key === 'arn' || isKnown ? [] : [text];
  });
}

const fields = { state: 0, type: 0, region: 0, account: 0, older: 0 } as const satisfies Record<Field | 'older', 0>;
const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name);

function readTerms(typed: string): readonly ({ readonly type: 'clear'; readonly term: Term } | Unclear)[] {
  return words(comparableText(typed)).map(({ text: word }) => {
    if (word === '-') return unclear({ type: 'no-value', term: word, field: undefined });
    const negated = word.startsWith('-');
    const test = testOf(negated ? word.slice(1) : word);
    return test.type === 'unclear' ? test : { type: 'clear', term: { test, negated } };
  });
}

const unclear = (why: UnclearTerm): Unclear => ({ type: 'unclear', why });

/** `word` is a {@link comparableText}. */
function testOf(word: string): Test | Unclear {
  const [, asked, value = ''] = /^([a-z]+):(.*)$/s.exec(word) ?? [];
  if (asked !== undefined && isField(asked)) {
    const values = value.split(',').filter((one) => one.trim() !== '');
    if (values.length === 0) return unclear({ type: 'no-value', term: word, field: asked });
    if (asked === 'account') {
      return { type: asked, values: values.map(patternMatcher), onlyIds: values.every((one) => /^[\d*?]+$/.test(one)) };
    }
    if (asked !== 'older') return { type: asked, values: values.map(patternMatcher) };
    const than = milliseconds(value);
    return than === undefined ? unclear({ type: 'no-age', term: word }) : { type: 'older', than };
  }
  const equals = word.indexOf('=');
  if (equals > 0) {
    const [key, wanted] = [word.slice(0, equals), word.slice(equals + 1)];
    return { type: 'tag', key: patternMatcher(key), value: patternMatcher(wanted || '*') };
  }
  const matches = textMatcher(word);
  // A short number, as in `web 12`, is only searched in names: the id or region of nearly every account has it somewhere.
  return { type: 'text', matches, inPlaces: /^[\d*?]{1,3}$/.test(word) ? () => false : matches };
}

const units = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

function milliseconds(age: string): number | undefined {
  const [, count, unit = ''] = /^\s*(\d{1,6}(?:\.\d+)?)\s*([a-z])\s*$/.exec(age) ?? [];
  const of = units.get(unit);
  return count === undefined || of === undefined ? undefined : Number(count) * of;
}

function textMatcher(text: string): Matches {
  if (!/[*?]/.test(text)) return (all) => all.includes(text);
  const inLine = patternMatcher(`*${text}*`);
  return (all) => all.split('\n').some(inLine);
}
