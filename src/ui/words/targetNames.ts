import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { shortId } from '../../model/resources/target.ts';
import type { DaemonRef, TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { counted, shownNumber } from './counted.ts';

interface Named {
  readonly ref: TargetRef | DaemonRef;
  readonly name: string;
}

/** Where in a sentence a name stands. A safety lever and the like have words instead of a name, which begin with a capital at the start of a sentence only. */
export type SentencePart = 'at-start' | 'within';

/** Of the first, second, … of several phrases of one sentence. */
export const placeOf = (index: number): SentencePart => (index === 0 ? 'at-start' : 'within');

/** What a sentence calls a target. All safety levers have one name: the place tells which. `most`: how many characters of a name are said. */
export function targetName({ ref, name }: Named, most = 80, at: SentencePart = 'at-start'): string {
  if (ref.kind !== 'lever') return plainText(name, most) || shortId(ref);
  const profile = plainText(ref.scope.profile, 60);
  return at === 'at-start'
    ? l10n.t('The safety lever in {0} ({1})', profile, ref.scope.region)
    : l10n.t('the safety lever in {0} ({1})', profile, ref.scope.region);
}

/** The same with the id behind it, where the name isn't the id. */
export function targetNameWithId(named: Named, most = 80, at: SentencePart = 'at-start'): string {
  const name = targetName(named, most, at);
  const id = shortId(named.ref);
  return name === id || named.ref.kind === 'lever' ? name : `${name} (${id})`;
}

/** `shop-staging (eu-west-1)`: the one way in which a place is written, in a sentence and in a row. */
export const placeName = ({ profile, region }: Scope): string => l10n.t('{0} ({1})', plainText(profile, 60), region);

/** The same; of several, how many regions or profiles: whichever differ. */
export function placesInShort(scopes: readonly Scope[]): string {
  const [only, ...more] = new Map(scopes.map((scope) => [scopeKey(scope), scope])).values();
  if (only && more.length === 0) return placeName(only);
  const profiles = new Set(scopes.map(({ profile }) => profile)).size;
  return profiles > 1
    ? counted(l10n.t('{0, plural, one {# profile} other {# profiles}}'), profiles)
    : counted(l10n.t('{0, plural, one {# region} other {# regions}}'), more.length + 1);
}

/** `load-test-7`, `load-test-7 and web-1`, `load-test-7 and 2 more`. */
export function namesInShort(all: readonly Named[], at: SentencePart = 'at-start'): string {
  const [first = '', second] = all.slice(0, 2).map((one, index) => targetName(one, 80, index === 0 ? at : 'within'));
  if (second === undefined) return first;
  return all.length === 2
    ? l10n.t('{0} and {1}', first, second)
    : l10n.t('{0} and {1} more', first, shownNumber(all.length - 1));
}

/**
 * The same with where they are, in the prompt's words: `web-1 in shop-staging (eu-west-1)`, `web-1 in dev (eu-west-1) and web-1 in prod (eu-west-1)`, `web-1
 * and 2 more in 3 profiles`. A safety lever's name says it already.
 */
export function namesInPlaces(all: readonly Named[], at: SentencePart = 'at-start'): string {
  const scopes = all.map(({ ref }) => ref.scope);
  const isOnePlace = new Set(scopes.map(scopeKey)).size === 1;
  const [first, second] = all;
  const isSaid = isOnePlace && all.slice(0, 2).some(({ ref }) => ref.kind === 'lever');
  if (isSaid || all.every(({ ref }) => ref.kind === 'lever')) return namesInShort(all, at);
  // Two of one name differ by nothing else.
  return first && second && all.length === 2 && !isOnePlace
    ? l10n.t('{0} and {1}', inPlace(first, at), inPlace(second, 'within'))
    : l10n.t('{0} in {1}', namesInShort(all, at), placesInShort(scopes));
}

const inPlace = (one: Named, at: SentencePart): string =>
  one.ref.kind === 'lever'
    ? targetName(one, 80, at)
    : l10n.t('{0} in {1}', targetName(one, 80, at), placesInShort([one.ref.scope]));

/** Whether something is in production, or may be. */
export type IsProduction = (ref: TargetRef) => boolean;

/** In the order in which a sentence names them: the first ones are named, and the rest is counted. */
export const productionFirst = <T>(all: readonly T[], isRisky: (one: T) => boolean): readonly T[] => {
  const marked = new Set(all.filter(isRisky));
  return all.toSorted((a, b) => Number(marked.has(b)) - Number(marked.has(a)));
};

/** Whether a message about these says where they are. It goes without saying where one place is chosen, and they are in it: elsewhere there may be others of their names. */
export function needsPlace(chosen: readonly Scope[], all: readonly Named[]): boolean {
  const [only, ...more] = chosen;
  return more.length > 0 || all.some(({ ref }) => only === undefined || scopeKey(ref.scope) !== scopeKey(only));
}

/** So many names fit into a line of a prompt. */
const MOST_NAMES = 3;

/** So long are they together, unless the first one is longer or there is less room: in characters. */
const LONGEST_NAMES = 120;

/**
 * The first names, and how many more there are: the prompt has to fit on a small screen; the plan's document tells of each. Names that have no room are counted, too, and
 * only a single one is cut.
 */
export function names(all: readonly string[], longest = LONGEST_NAMES): string {
  const unique = [...new Set(all)];
  const shown = fitting(unique, longest);
  const left = unique.length - shown.length;
  return left > 0 ? l10n.t('{0} and {1} more', shown.join(', '), shownNumber(left)) : shown.join(', ');
}

/** The first few names, as many as have room together. Only the first is ever cut, where it is too long alone. Of thousands of names no more than {@link MOST_NAMES} are looked at. */
function fitting(unique: readonly string[], longest: number): readonly string[] {
  const first = unique.slice(0, MOST_NAMES).map((name) => plainText(name, longest));
  const tooMuch = first.findIndex((_, index) => first.slice(0, index + 1).join(', ').length > longest);
  return tooMuch < 0 ? first : first.slice(0, Math.max(tooMuch, 1));
}

/** The same of sentences, without the full stop of the last one: each of those that are shown can be read, however long the ones before it are. */
export function reasons(all: readonly string[]): string {
  const unique = [...new Set(all)].map((sentence) => plainText(sentence, 160).replace(/[.。]$/u, ''));
  const left = unique.length - MOST_NAMES;
  const shown = unique.slice(0, MOST_NAMES).join('; ');
  return left > 0 ? l10n.t('{0} and {1} more', shown, shownNumber(left)) : shown;
}

/** The same of names of which some can't be read, and are empty: what holds of all isn't said of the named ones alone. Empty where none can be read. */
export function namesAndOthers(all: readonly string[]): string {
  const named = [...new Set(all)].filter((name) => name !== '');
  if (named.length === 0 || named.length === new Set(all).size) return names(named);
  // Short enough that what follows isn't cut off where a sentence says it as one name.
  return l10n.t('{0} and others', fitting(named, 60).join(', '));
}
