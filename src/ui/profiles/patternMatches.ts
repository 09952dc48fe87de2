import { matchesName } from '../../base/wildcard.ts';
import { list, member } from '../../base/untrusted.ts';
import { type GuardSetting, parseGuards, type RawGuards } from '../../model/guardSettings.ts';
import { matchOf, type PlaceNames } from '../../model/placeRules.ts';
import type { Tag } from '../../model/resources/tag.ts';
import { tagMatches } from '../../stopping/plan/productionPolicy.ts';

/** What one pattern of a guard matches now: one that is misspelt matches nothing, forbids nothing, and is as well formed as any. */
export interface PatternMatches {
  readonly setting: GuardSetting;
  /** As it stands in the settings. */
  readonly pattern: string;
  /** The profiles that it matches, with the account's id or alias where that is what matches; of `halt.allowedRegions`, the regions. */
  readonly matched: readonly { readonly name: string; readonly by?: string }[];
  /** The profiles that it could match, once their account or its alias is known. */
  readonly possible: readonly string[];
  /** How many of the things that are listed have a tag that it matches. Undefined for a pattern that is none of tags. */
  readonly tagged?: number;
}

/** What patterns are compared with: everything that is known here, whether or not it is chosen. */
export interface KnownNames {
  readonly places: readonly PlaceNames[];
  readonly regions: readonly string[];
  /** The tags of each thing that is listed. */
  readonly tags: readonly (readonly Tag[])[];
  /** The chosen profiles, whose names may look like anything. */
  readonly names: readonly string[];
}

/**
 * Each pattern of the guards with what it matches now, in the order of the settings. Nothing of it says that a pattern is wrong: settings that several machines share have
 * patterns of the others' profiles, too. Patterns that can't be understood are left out, as those are named in a message and forbid everything.
 */
export function patternMatches(raw: RawGuards, known: KnownNames): readonly PatternMatches[] {
  const { names } = known;
  const parsed = (own: Partial<RawGuards>) => parseGuards({ ...unset, ...own }, names);
  const texts = (value: unknown): readonly string[] => list(value).filter((one) => typeof one === 'string');
  const readings = {
    'halt.readOnly': (pattern: string) => listed(parsed({ readOnly: [pattern] }).readOnly),
    'halt.allowedRegions': (pattern: string) => parsed({ allowedRegions: [pattern] }).allowedRegions,
    // Exceptions alone can't be understood, so that none stands alone here.
    'halt.production': (pattern: string) => parsed({ production: ['*', pattern] }).production.slice(1),
    'halt.places': (match: string) => parsed({ places: [{ match }] }).places.map((rule) => rule.match),
  } as const satisfies Record<GuardSetting, (pattern: string) => readonly string[]>;
  const written = {
    'halt.readOnly': texts(raw.readOnly),
    'halt.allowedRegions': texts(raw.allowedRegions),
    'halt.production': texts(raw.production),
    'halt.places': texts(list(raw.places).map((entry) => member(entry, 'match'))),
  } as const satisfies Record<GuardSetting, readonly string[]>;
  return settings.flatMap((setting) =>
    [...new Set(written[setting])].flatMap((pattern): readonly PatternMatches[] => {
      const meant = readings[setting](pattern);
      if (meant.length === 0) return [];
      return [
        { setting, pattern, ...(setting === 'halt.allowedRegions' ? inRegions(meant, known) : among(meant, known)) },
      ];
    }),
  );
}

const settings = [
  'halt.readOnly',
  'halt.allowedRegions',
  'halt.production',
  'halt.places',
] as const satisfies readonly GuardSetting[];

const unset: RawGuards = {
  readOnly: undefined,
  allowedRegions: undefined,
  production: undefined,
  places: undefined,
  requireReason: undefined,
};

const listed = (value: boolean | readonly string[]): readonly string[] => (typeof value === 'boolean' ? [] : value);

type Found = Pick<PatternMatches, 'matched' | 'possible' | 'tagged'>;

const inRegions = (meant: readonly string[], { regions }: KnownNames): Found => ({
  matched: [...new Set(regions)]
    .filter((name) => meant.some((one) => matchesName(one, name)))
    .map((name) => ({ name })),
  possible: [],
});

function among(meant: readonly string[], { places, tags }: KnownNames): Found {
  // What an exception takes out is what it matches.
  const plain = meant.map((one) => one.replace(/^!\s*/, ''));
  const names = plain.filter((one) => !one.includes('='));
  const ofTags = plain.filter((one) => one.includes('='));
  const judged = places.map((place) => {
    const found = names.map((one) => matchOf(one, place));
    const [match] = found.filter((one) => one !== undefined && one !== 'unread');
    return { place, match, isPossible: match === undefined && found.includes('unread') };
  });
  return {
    matched: judged.flatMap(({ place: { profile }, match }) =>
      match === undefined ? [] : [{ name: profile, ...(match.name !== profile && { by: match.name }) }],
    ),
    possible: judged.flatMap(({ place, isPossible }) => (isPossible ? [place.profile] : [])),
    ...(ofTags.length > 0 && {
      tagged: tags.filter((own) => tagMatches({ production: ofTags }, { tags: own, tagsUnread: false }).length > 0)
        .length,
    }),
  };
}
