import { valueOf } from '../../model/fact.ts';
import type { Identity } from '../../model/identity.ts';
import type { ChangePolicy } from '../../model/changePolicy.ts';
import type { ReasonRule } from '../../model/guardSettings.ts';
import { matchOf, mayMatchUnread } from '../../model/placeRules.ts';
import { type NameLetters, nameLetters, nameMatcher, plainName } from '../../base/wildcard.ts';
import type { ProductionMatch } from './plan.ts';
import type { Tag } from '../../model/resources/tag.ts';

/** What the person's settings allow and mark. Read afresh for every decision. */
export interface Policy extends ChangePolicy {
  /**
   * `halt.production`: patterns over profile, account id, account alias and `key=value` tags; `*` and `?` as in a shell. One that begins with `!` takes
   * out what it matches.
   */
  readonly production: readonly string[];
  /** `halt.requireReason`: what a confirmation without a reason is refused for. */
  readonly requireReason: ReasonRule;
}

/** What marks something as production. */
type Marks = Pick<Policy, 'production' | 'places'>;

interface Marked {
  readonly profile: string;
  readonly identity?: Pick<Identity, 'account' | 'alias'> | undefined;
  readonly tags?: readonly Tag[];
  /** Some tags could not be read. */
  readonly tagsUnread?: boolean;
}

/**
 * The production patterns and the rules of places that match a profile, its account, or one of these tags, or that could match what of them is unread: that is taken
 * for production.
 */
export function productionMatches({ production, places = [] }: Marks, what: Marked): readonly ProductionMatch[] {
  const whose = { profile: what.profile, account: what.identity?.account, alias: what.identity?.alias };
  const marking = places.flatMap(({ match: pattern, production: isMarked }): readonly ProductionMatch[] => {
    const matched = isMarked ? matchOf(pattern, whose) : undefined;
    if (matched === undefined) return [];
    return [matched === 'unread' ? unreadMatch(pattern, what) : { kind: 'matched', pattern, matched: matched.name }];
  });
  return [...patternMatches(prepared(production), what), ...marking];
}

/** The tags of a thing, or of what it belongs to, as far as they were read. */
export type OwnTags = Required<Pick<Marked, 'tags' | 'tagsUnread'>>;

/** What of a thing's own tags marks it, wherever it is. */
export function tagMatches({ production }: Pick<Marks, 'production'>, own: OwnTags): readonly ProductionMatch[] {
  return patternMatches(
    prepared(production).filter(({ asksTags }) => asksTags),
    own,
  );
}

/** A pattern as it was written, an exception without its `!`. */
interface Prepared {
  readonly pattern: string;
  readonly isException: boolean;
  /** Whether it is one of tags. */
  readonly asksTags: boolean;
  readonly matches: (letters: NameLetters) => boolean;
}

/** Every row of a list is asked, with the same patterns: they are folded once. */
const preparedLists = new WeakMap<readonly string[], readonly Prepared[]>();

function prepared(patterns: readonly string[]): readonly Prepared[] {
  const known = preparedLists.get(patterns);
  if (known) return known;
  const list = patterns.map((written): Prepared => {
    const isException = written.startsWith('!');
    const pattern = isException ? written.slice(1) : written;
    return { pattern, isException, asksTags: pattern.includes('='), matches: nameMatcher(withoutBlanks(pattern)) };
  });
  preparedLists.set(patterns, list);
  return list;
}

/** A text, and how patterns see it. */
interface Named {
  readonly text: string;
  readonly letters: NameLetters;
}

const named = (text: string): Named => ({ text, letters: nameLetters(withoutBlanks(text)) });

function patternMatches(patterns: readonly Prepared[], what: Partial<Marked>): readonly ProductionMatch[] {
  if (patterns.length === 0) return [];
  const names = [what.profile, what.identity?.account, what.identity && valueOf(what.identity.alias)].flatMap((name) =>
    name === undefined ? [] : named(name),
  );
  const tags = patterns.some(({ asksTags }) => asksTags)
    ? (what.tags ?? []).map((tag) => named(`${tag.key}=${tag.value}`))
    : [];
  const excepted = patterns.filter(({ isException }) => isException);
  const isExcepted = ({ letters }: Named, { asksTags }: Prepared) =>
    excepted.some((one) => one.asksTags === asksTags && one.matches(letters));
  return patterns.flatMap((one): readonly ProductionMatch[] => {
    const { pattern, isException, asksTags, matches } = one;
    if (isException) return [];
    // A profile's name can have an equals sign, too.
    const all = asksTags ? [...tags, ...names] : names;
    const matched = all.find((name) => matches(name.letters) && !isExcepted(name, one));
    if (matched !== undefined) return [{ kind: 'matched', pattern, matched: matched.text }];
    if (asksTags) return what.tagsUnread === true ? [{ kind: 'tags-unread', pattern, matched: '' }] : [];
    const { account, alias } = what.identity ?? { account: undefined, alias: undefined };
    return mayMatchUnread(pattern, { account, alias }) ? [unreadMatch(pattern, what)] : [];
  });
}

/** Of an account that nobody has named nothing is read, of another one its alias may not be. */
const unreadMatch = (pattern: string, { identity }: Partial<Marked>): ProductionMatch => ({
  kind: identity === undefined ? 'account-unread' : 'alias-unread',
  pattern,
  matched: '',
});

/** What a row, a page or a list says of a thing: that it is marked, or that it is treated so because not all was read that could be. */
export type ProductionMark = 'production' | 'unread';

/** Undefined: nothing marks it, and nothing that could was left unread. */
export function productionMark(matches: readonly ProductionMatch[]): ProductionMark | undefined {
  if (matches.length === 0) return undefined;
  return matches.some(({ kind }) => kind === 'matched') ? 'production' : 'unread';
}

/** Of what several profiles say of one thing: a setting can mark one of them, and not the others. */
export const strictestMark = (marks: readonly (ProductionMark | undefined)[]): ProductionMark | undefined =>
  marks.includes('production') ? 'production' : marks.find(Boolean);

/** A tag is written with blanks around the equals sign as well as without. */
function withoutBlanks(text: string): string {
  const plain = plainName(text);
  if (!/\s=|=\s/.test(plain)) return plain;
  return plain
    .split('=')
    .map((part) => part.trim())
    .join('=');
}
