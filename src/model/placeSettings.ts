import { plainText } from '../base/plainText.ts';
import { list, member, record } from '../base/untrusted.ts';
import { matchesName, plainName } from '../base/wildcard.ts';
import { apiName, type OperationType } from './operation.ts';
import { alsoAsAccount, alsoNamed, namesNothing } from './guardPattern.ts';
import type { PlaceRule } from './placeRules.ts';
import { typedRegion } from './scope.ts';

/** `halt.places`, and where in it stands what can't be understood: `halt.places[1].regions`. */
export interface ParsedPlaces {
  readonly rules: readonly PlaceRule[];
  readonly unclear: readonly string[];
}

const NAME = 'halt.places';
const LONGEST_KEY = 40;

/** Reads `halt.places` as it stands in the settings file. What isn't set has no rule; whatever else can't be understood is named. `names` as for the other guards. */
export function parsePlaces(value: unknown, names: readonly string[] = []): ParsedPlaces {
  if (value === undefined) return { rules: [], unclear: [] };
  if (!Array.isArray(value)) return { rules: [], unclear: [NAME] };
  const unclear: string[] = [];
  const rules = list(value).flatMap((entry, index) => {
    const rule = ruleOf(entry, { at: `${NAME}[${index}]`, unclear, names });
    const isName = names.some((name) => matchesName(rule.match, name));
    const meant = isName ? [rule.match] : alsoNamed(rule.match);
    return meant.flatMap(alsoAsAccount).map((match) => ({ ...rule, match }));
  });
  return { rules, unclear };
}

/** What of an entry can be understood; the place of everything else goes to `unclear`. */
function ruleOf(
  entry: unknown,
  { at, unclear, names }: { readonly at: string; readonly unclear: string[]; readonly names: readonly string[] },
): PlaceRule {
  const members = record(entry);
  if (members === undefined) {
    unclear.push(at);
    return { match: '', production: false, readOnly: false };
  }
  // A guard under a misspelt name would guard nothing.
  for (const key of Object.keys(members)) if (!isKey(key)) unclear.push(`${at}.${plainText(key, LONGEST_KEY)}`);
  const read = <T>(key: Key, parse: (value: unknown) => T | undefined): T | undefined => {
    if (!Object.hasOwn(members, key)) return undefined;
    const parsed = parse(member(members, key));
    if (parsed === undefined) unclear.push(`${at}.${key}`);
    return parsed;
  };
  const match = read('match', (value) => patternOf(value, names));
  if (match === undefined && !Object.hasOwn(members, 'match')) unclear.push(`${at}.match`);
  const regions = read('regions', regionsOf);
  const operations = read('operations', operationsOf);
  return {
    match: match ?? '',
    ...(regions && { regions }),
    ...(operations && { operations }),
    production: read('production', flagOf) ?? false,
    readOnly: read('readOnly', flagOf) ?? false,
  };
}

const keys = { match: 0, regions: 0, operations: 0, production: 0, readOnly: 0 } as const satisfies Record<
  keyof PlaceRule,
  0
>;
type Key = keyof typeof keys;
const isKey = (key: string): key is Key => Object.hasOwn(keys, key);

const flagOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** More than blanks. One that begins with an exclamation mark would be an exception, and one with an equals sign a tag: there are neither here. */
function patternOf(value: unknown, names: readonly string[]): string | undefined {
  const pattern = typeof value === 'string' ? plainName(value) : '';
  const isName = pattern !== '' && !/^!|=/.test(pattern) && !namesNothing(pattern, names);
  return isName ? pattern : undefined;
}

/** Names and no patterns, for they are listed. At least one. */
function regionsOf(value: unknown): readonly string[] | undefined {
  const texts = textsOf(value) ?? [];
  const regions = texts.flatMap((one) => typedRegion(one) ?? []);
  return texts.length > 0 && regions.length === texts.length ? [...new Set(regions)] : undefined;
}

/** None at all is a list, too: nothing is allowed then. */
function operationsOf(value: unknown): readonly OperationType[] | undefined {
  const names = textsOf(value)?.map((one) => plainName(one).toLowerCase());
  const operations = names?.filter(isOperation);
  return operations?.length === names?.length ? operations : undefined;
}

const isOperation = (name: string): name is OperationType => Object.hasOwn(apiName, name);

function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = list(value).filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : undefined;
}
