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
  /** `halt.requireReason`: for which plans a confirmation without a reason is refused. */
  readonly requireReason: ReasonRule;
}

/** The settings that mark something as production. */
type Marks = Pick<Policy, 'production' | 'places'>;

interface Marked {
  readonly profile: string;
  readonly identity?: Pick<Identity, 'account' | 'alias'> | undefined;
  readonly tags?: readonly Tag[];
  /** Some tags could not be read. */
  readonly tagsUnread?: boolean;
}

/**
 * The patterns of `halt.production` and the entries of `halt.places` that mark something as production, as they match its profile, its account or one of its tags. Where one of
 * these could not be read, a pattern that could match it counts as well.
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

/** The matches of a thing's own tags alone, for whichever place it is in. */
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
  /** Whether it is a pattern over tags (`key=value`). */
  readonly asksTags: boolean;
  readonly matches: (letters: NameLetters) => boolean;
}

/** Patterns prepared for matching, kept by the list that they come from: every row is judged by the same patterns. */
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

/** The match of a pattern that could match what was not read: nothing of the account where it isn't known, else its alias. */
const unreadMatch = (pattern: string, { identity }: Partial<Marked>): ProductionMatch => ({
  kind: identity === undefined ? 'account-unread' : 'alias-unread',
  pattern,
  matched: '',
});

/**
 * What a row or a page says of a thing: `production` where it is marked, `unread` where it is treated so because not everything was read that could
 * mark it.
 */
export type ProductionMark = 'production' | 'unread';

/** Undefined where nothing marks it, and nothing that could was left unread. */
export function productionMark(matches: readonly ProductionMatch[]): ProductionMark | undefined {
  if (matches.length === 0) return undefined;
  return matches.some(({ kind }) => kind === 'matched') ? 'production' : 'unread';
}

/** The strictest of the marks that several profiles give one thing, as a setting can mark one of the profiles and not the others. */
export const strictestMark = (marks: readonly (ProductionMark | undefined)[]): ProductionMark | undefined =>
  marks.includes('production') ? 'production' : marks.find(Boolean);

/** The text without blanks around an equals sign: people write tags with and without. */
function withoutBlanks(text: string): string {
  const plain = plainName(text);
  if (!/\s=|=\s/.test(plain)) return plain;
  return plain
    .split('=')
    .map((part) => part.trim())
    .join('=');
}
