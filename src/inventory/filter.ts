import { patternMatcher } from '../base/wildcard.ts';
import type { Resource } from '../model/resources/resource.ts';

type Matches = (text: string) => boolean;

type Term =
  /** Somewhere in what names the resource. */
  | { readonly type: 'text'; readonly matches: Matches }
  | { readonly type: 'tag'; readonly key: Matches; readonly value: Matches }
  | { readonly type: 'state'; readonly states: readonly Matches[] };

/** What a person typed to see less, understood. Every term has to match. */
export interface Filter {
  /** As it was typed, without the white space around it. */
  readonly text: string;
  readonly terms: readonly Term[];
}

/**
 * Terms are parted by white space; quotes keep it. `state:stopped,stopping` names states, `key=value` a tag (`key=` any value of it), everything
 * else is searched in names, ids, states, types and addresses. `*` stands for any text, `?` for one character. Upper and lower case are the same.
 * Undefined when there is no term: nothing is filtered.
 */
export function parseFilter(typed: string): Filter | undefined {
  const terms = words(typed).flatMap((word): Term[] => {
    const states = /^state:(.*)$/i.exec(word)?.[1];
    if (states !== undefined) {
      const named = states.split(',').filter((state) => state !== '');
      return named.length === 0 ? [] : [{ type: 'state', states: named.map(patternMatcher) }];
    }
    const equals = word.indexOf('=');
    if (equals > 0) {
      return [
        {
          type: 'tag',
          key: patternMatcher(word.slice(0, equals)),
          value: patternMatcher(word.slice(equals + 1) || '*'),
        },
      ];
    }
    return [{ type: 'text', matches: textMatcher(word) }];
  });
  return terms.length === 0 ? undefined : { text: typed.trim(), terms };
}

/** Whether a resource is shown. A safety lever always is: it concerns everything around it. */
export function matchesFilter(filter: Filter, resource: Resource): boolean {
  if (resource.kind === 'lever') return true;
  return filter.terms.every((term) => {
    switch (term.type) {
      case 'text':
        return term.matches(searched(resource));
      case 'tag':
        return resource.tags.some((tag) => term.key(tag.key) && term.value(tag.value));
      case 'state':
        return term.states.some((matches) => statesOf(resource).some(matches));
    }
  });
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
