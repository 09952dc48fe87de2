import { patternMatcher } from '../base/wildcard.ts';
import type { Resource } from '../model/resources/resource.ts';

type Matches = (text: string) => boolean;

type Test =
  /** Somewhere in what names the resource. */
  | { readonly type: 'text'; readonly matches: Matches }
  | { readonly type: 'tag'; readonly key: Matches; readonly value: Matches }
  | { readonly type: Field; readonly values: readonly Matches[] }
  /** Started longer ago than so many milliseconds. */
  | { readonly type: 'older'; readonly than: number };

/** What is asked by name: `state:running`. */
type Field = 'state' | 'type' | 'region' | 'account';

interface Term {
  readonly test: Test;
  /** `-state:running`: what matches is hidden. */
  readonly negated: boolean;
}

/** What a person typed to see less, understood. Every term has to match. */
export interface Filter {
  /** As it was typed, without the white space around it. */
  readonly text: string;
  readonly terms: readonly Term[];
  /** Whether what it says of a resource holds for as long as the resource is the same: not with ages, nor with accounts that are still being read. */
  readonly lasting: boolean;
}

/** What a filter needs to know beside the resource. */
export interface FilterContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The id and the alias of the account that a profile belongs to, as far as they have been read. */
  readonly accountOf: (profile: string) => readonly string[];
}

/**
 * Terms are parted by white space; quotes keep it. `state:`, `type:`, `region:` and `account:` (id, alias or profile) take patterns with commas between them, `older:7d` hides
 * what was last started less than so many minutes, hours, days or weeks ago (`m`, `h`, `d`, `w`), `key=value` is a tag (`key=` any value of it), everything else is searched in names,
 * ids, states, types and addresses. A `-` before a term turns it round. `*` stands for any text, `?` for one character. Upper and lower case are the same.
 * Undefined when there is no term: nothing is filtered.
 */
export function parseFilter(typed: string): Filter | undefined {
  const terms = words(typed).flatMap((word): Term[] => {
    const negated = /^-./.test(word);
    const test = testOf(negated ? word.slice(1) : word);
    return test === undefined ? [] : [{ test, negated }];
  });
  if (terms.length === 0) return undefined;
  const lasting = terms.every(({ test }) => test.type !== 'older' && test.type !== 'account');
  return { text: typed.trim(), terms, lasting };
}

function testOf(word: string): Test | undefined {
  const [, field, patterns = ''] = /^(state|type|region|account):(.*)$/i.exec(word) ?? [];
  if (field !== undefined) {
    const values = patterns.split(',').filter((one) => one !== '');
    // The expression above lets through these four alone.
    return values.length === 0 ? undefined : { type: field.toLowerCase() as Field, values: values.map(patternMatcher) };
  }
  const [, age] = /^older:(.*)$/i.exec(word) ?? [];
  if (age !== undefined) {
    const than = milliseconds(age);
    // Somebody is still typing it.
    return than === undefined ? undefined : { type: 'older', than };
  }
  const equals = word.indexOf('=');
  if (equals > 0) {
    const [key, wanted] = [word.slice(0, equals), word.slice(equals + 1)];
    return { type: 'tag', key: patternMatcher(key), value: patternMatcher(wanted || '*') };
  }
  return { type: 'text', matches: textMatcher(word) };
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function milliseconds(age: string): number | undefined {
  const [, count, unit] = /^(\d{1,6}(?:\.\d+)?)([mhdw])$/i.exec(age) ?? [];
  const of = units[unit?.toLowerCase() as keyof typeof units];
  return count === undefined || of === undefined ? undefined : Number(count) * of;
}

/** Whether a resource is shown. A safety lever always is: it concerns everything around it. */
export function matchesFilter(filter: Filter, resource: Resource, context: FilterContext): boolean {
  if (resource.kind === 'lever') return true;
  return filter.terms.every(({ test, negated }) => passes(test, resource, context) !== negated);
}

function passes(test: Test, resource: Filtered, { now, accountOf }: FilterContext): boolean {
  switch (test.type) {
    case 'text':
      return test.matches(searched(resource));
    case 'tag':
      return resource.tags.some((tag) => test.key(tag.key) && test.value(tag.value));
    case 'older': {
      const started = startOf(resource);
      return started !== undefined && now - started > test.than;
    }
    case 'state':
      return isAmong(statesOf(resource), test.values);
    case 'type':
      return isAmong(typesOf(resource), test.values);
    case 'region':
      return isAmong([resource.scope.region], test.values);
    case 'account':
      return isAmong([resource.scope.profile, ...accountOf(resource.scope.profile)], test.values);
  }
}

const isAmong = (texts: readonly string[], wanted: readonly Matches[]): boolean =>
  wanted.some((matches) => texts.some(matches));

/** When it last started, as far as AWS tells: an instance's launch time is that of its last start. */
function startOf(resource: Filtered): number | undefined {
  switch (resource.kind) {
    case 'instance':
      return resource.launchedAt;
    case 'service':
      return resource.deployment?.startedAt ?? resource.deployment?.createdAt;
    case 'experiment':
      return resource.full?.startedAt ?? resource.createdAt;
  }
}

/** An instance's type, a service's launch type and strategy, the actions of an experiment. */
function typesOf(resource: Filtered): readonly string[] {
  switch (resource.kind) {
    case 'instance':
      return [resource.type];
    case 'service':
      return [resource.launchType, resource.deployment?.strategy].filter((one) => one !== undefined);
    case 'experiment':
      return (resource.full?.actions ?? []).map(({ actionId }) => actionId);
  }
}

type Filtered = Exclude<Resource, { kind: 'lever' }>;

/** What names a resource, in lower case, parted by line ends, which no typed word holds. */
function searched(resource: Filtered): string {
  let all = resource.id;
  const add = (text: string | undefined) => {
    if (text !== undefined) all += `\n${text}`;
  };
  add(resource.name);
  switch (resource.kind) {
    case 'instance':
      add(resource.state);
      add(resource.type);
      add(resource.availabilityZone);
      add(resource.autoScalingGroup);
      add(resource.privateAddress);
      add(resource.publicAddress);
      break;
    case 'service':
      statesOf(resource).forEach(add);
      add(resource.clusterName);
      add(resource.deployment?.id);
      add(resource.taskDefinition);
      break;
    case 'experiment':
      add(resource.state);
      add(resource.templateId);
      break;
  }
  return all.toLowerCase();
}

function statesOf(resource: Filtered): readonly string[] {
  if (resource.kind !== 'service') return [resource.state];
  const { deployment, rolloutState, status } = resource;
  return deployment ? [deployment.status, deployment.lifecycleStage ?? ''] : [rolloutState ?? status];
}

function textMatcher(word: string): Matches {
  const text = word.toLowerCase();
  if (!/[*?]/.test(text)) return (all) => all.includes(text);
  const inLine = patternMatcher(`*${text}*`);
  return (all) => all.split('\n').some(inLine);
}

/** Parted by white space outside quotes; the quotes are gone. A quote that isn't closed goes to the end: somebody is still typing. */
function words(typed: string): readonly string[] {
  const found: string[] = [];
  let word = '';
  let quoted = false;
  let any = false;
  for (const letter of typed) {
    if (letter === '"') {
      quoted = !quoted;
      any = true;
    } else if (!quoted && /\s/.test(letter)) {
      if (word !== '') found.push(word);
      word = '';
      any = false;
    } else {
      word += letter;
      any = true;
    }
  }
  if (any && word !== '') found.push(word);
  return found;
}
