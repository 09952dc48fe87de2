import { matchesName, plainName } from '../base/wildcard.ts';
import type { Forbidden, UnclearGuard } from './changePolicy.ts';
import { alsoAsAccount, alsoMeant, alsoNamed, namesNothing } from './guardPattern.ts';
import type { PlaceRule } from './placeRules.ts';
import { parsePlaces } from './placeSettings.ts';

/** A guard's setting as it stands in the settings file, which is typed by hand: it may be anything. */
export interface RawGuards {
  readonly readOnly: unknown;
  readonly allowedRegions: unknown;
  readonly production: unknown;
  readonly places: unknown;
  readonly requireReason: unknown;
}

/** A guard that forbids: one that can't be understood forbids everything. */
export type GuardSetting = `halt.${Exclude<keyof RawGuards, 'requireReason'>}`;

/** Whether a setting can forbid some changes of a place and allow others there: that it forbids changes would keep somebody from a stop that is allowed. */
export const forbidsInPart = (setting: GuardSetting): boolean => setting === 'halt.places';

const settingNames = {
  'read-only': 'halt.readOnly',
  'place-read-only': 'halt.places',
  region: 'halt.allowedRegions',
  'place-region': 'halt.places',
  'place-operation': 'halt.places',
  'abort-off': 'halt.enableAbort',
  'read-only-unclear': 'halt.readOnly',
  'regions-unclear': 'halt.allowedRegions',
  'production-unclear': 'halt.production',
  'places-unclear': 'halt.places',
} as const satisfies Record<Forbidden, GuardSetting | 'halt.enableAbort'>;

const unclearCodes = {
  'halt.readOnly': 'read-only-unclear',
  'halt.allowedRegions': 'regions-unclear',
  'halt.production': 'production-unclear',
  'halt.places': 'places-unclear',
} as const satisfies Record<GuardSetting, UnclearGuard>;

const isForbiddenCode = (code: string): code is Forbidden => Object.hasOwn(settingNames, code);

/** The setting for which a plan forbids something; undefined for what isn't forbidden by one. */
export function settingOfCode(code: string | undefined): GuardSetting | 'halt.enableAbort' | undefined {
  return code !== undefined && isForbiddenCode(code) ? settingNames[code] : undefined;
}

/** `halt.requireReason`: before which changes the person has to say why. */
export type ReasonRule = 'off' | 'production' | 'always';

/** What the person's settings forbid and ask for, as {@link parseGuards} understood them. Patterns may hold wildcards; an empty list forbids nothing. */
export interface Guards {
  readonly readOnly: boolean | readonly string[];
  readonly allowedRegions: readonly string[];
  readonly production: readonly string[];
  readonly places: readonly PlaceRule[];
  /** The settings that can't be understood. While there is one, `readOnly` is true: it was meant to forbid something, and Halt can't tell what. */
  readonly unclear: readonly GuardSetting[];
  /** The first of them, as what forbids every change. */
  readonly unclearGuard?: UnclearGuard;
  /** The same as exactly as it is known, for the person: `halt.places[1].regions`. */
  readonly unclearParts: readonly string[];
  readonly requireReason: ReasonRule;
  /** `halt.requireReason` can't be understood. It is `always` then: somebody meant to ask for reasons, and it isn't known where. */
  readonly reasonUnclear: boolean;
}

/**
 * Reads the guards. One that is not set (`undefined`) forbids nothing; one that can't be understood forbids every change. `names`: profiles that there are, as far as
 * they are at hand, whose names may look like anything.
 */
export function parseGuards(raw: RawGuards, names: readonly string[] = []): Guards {
  const readOnly =
    typeof raw.readOnly === 'boolean' ? raw.readOnly : widened(namesOf(raw.readOnly, names), names, alsoNamed);
  const allowedRegions = namesOf(raw.allowedRegions, []);
  const production = widened(exceptFromSomething(patternsOf(raw.production, names)), names, (pattern) => [
    ...new Set([...alsoNamed(pattern), ...alsoMeant(pattern)]),
  ]);
  const unclear: GuardSetting[] = [];
  if (readOnly === 'unclear') unclear.push('halt.readOnly');
  if (allowedRegions === 'unclear') unclear.push('halt.allowedRegions');
  if (production === 'unclear') unclear.push('halt.production');
  const unclearParts: string[] = [...unclear];
  const places = parsePlaces(raw.places, names);
  if (places.unclear.length > 0) unclear.push('halt.places');
  unclearParts.push(...places.unclear);
  const requireReason = reasonRuleOf(raw.requireReason);
  const [first] = unclear;
  const understood = <T>(value: T | 'unclear') => (value === 'unclear' ? [] : value);
  return {
    readOnly: unclear.length > 0 ? true : understood(readOnly),
    allowedRegions: understood(allowedRegions),
    production: understood(production),
    places: places.rules,
    unclear,
    ...(first !== undefined && { unclearGuard: unclearCodes[first] }),
    unclearParts,
    requireReason: requireReason === 'unclear' ? 'always' : requireReason,
    reasonUnclear: requireReason === 'unclear',
  };
}

/** Exactly one of the words, as the settings editor writes them. */
function reasonRuleOf(value: unknown): ReasonRule | 'unclear' {
  switch (value) {
    case undefined:
      return 'off';
    case 'off':
    case 'production':
    case 'always':
      return value;
    default:
      return 'unclear';
  }
}

/** As {@link patternsOf}, where there are neither exceptions nor tags: one that is meant so would forbid nothing. */
function namesOf(value: unknown, names: readonly string[]): readonly string[] | 'unclear' {
  const patterns = patternsOf(value, names);
  return patterns !== 'unclear' && patterns.some((one) => one.startsWith('!') || one.includes('='))
    ? 'unclear'
    : patterns;
}

/** Exceptions alone would mark nothing. */
function exceptFromSomething(patterns: readonly string[] | 'unclear'): readonly string[] | 'unclear' {
  const isEmpty = patterns !== 'unclear' && patterns.length > 0 && patterns.every((one) => one.startsWith('!'));
  return isEmpty ? 'unclear' : patterns;
}

/** With what else each can mean. One that is a chosen profile's name is that. */
function widened(
  patterns: readonly string[] | 'unclear',
  names: readonly string[],
  also: (pattern: string) => readonly string[],
): readonly string[] | 'unclear' {
  if (patterns === 'unclear') return patterns;
  const isName = (pattern: string): boolean => names.some((name) => matchesName(pattern, name));
  return patterns.flatMap((pattern) => (isName(pattern) ? [pattern] : also(pattern)));
}

/** A list of texts that are more than blanks and exception marks, and tags with a key. */
function patternsOf(value: unknown, names: readonly string[]): readonly string[] | 'unclear' {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return 'unclear';
  const patterns: string[] = [];
  for (const item of value) {
    const pattern = typeof item === 'string' ? plainName(item) : '';
    if (/^!?\s*(?:=|$)/.test(pattern) || namesNothing(pattern, names)) return 'unclear';
    patterns.push(...alsoAsAccount(pattern));
  }
  return patterns;
}
