import { matchesPattern } from '../model/pattern.ts';
import type { Resource } from '../model/resource.ts';

type Term =
  /** Somewhere in what names the resource. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tag'; readonly key: string; readonly value: string }
  | { readonly type: 'state'; readonly states: readonly string[] };

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
      return named.length === 0 ? [] : [{ type: 'state', states: named }];
    }
    const equals = word.indexOf('=');
    if (equals > 0) {
      return [{ type: 'tag', key: word.slice(0, equals), value: word.slice(equals + 1) || '*' }];
    }
    return [{ type: 'text', text: word.toLowerCase() }];
  });
  return terms.length === 0 ? undefined : { text: typed.trim(), terms };
}

/** Whether a resource is shown. A safety lever always is: it concerns everything around it. */
export function matchesFilter(filter: Filter, resource: Resource): boolean {
  if (resource.kind === 'lever') return true;
  return filter.terms.every((term) => {
    switch (term.type) {
      case 'text':
        return hasText(searched(resource), term.text);
      case 'tag':
        return resource.tags.some((tag) => matchesPattern(term.key, tag.key) && matchesPattern(term.value, tag.value));
      case 'state':
        return term.states.some((state) => statesOf(resource).some((own) => matchesPattern(state, own)));
    }
  });
}

type Filtered = Exclude<Resource, { kind: 'lever' }>;

/** What names a resource, in lower case, parted by line ends, which no typed word holds. */
function searched(resource: Filtered): string {
  const texts = (() => {
    switch (resource.kind) {
      case 'instance':
        return [
          resource.name,
          resource.type,
          resource.availabilityZone,
          resource.autoScalingGroup,
          resource.privateAddress,
          resource.publicAddress,
        ];
      case 'service':
        return [resource.name, resource.clusterName, resource.deployment?.id, resource.taskDefinition];
      case 'experiment':
        return [resource.name, resource.templateId];
    }
  })();
  return [resource.id, ...statesOf(resource), ...texts]
    .filter((text) => text !== undefined)
    .join('\n')
    .toLowerCase();
}

function statesOf(resource: Filtered): readonly string[] {
  if (resource.kind !== 'service') return [resource.state];
  const { deployment, rolloutState, status } = resource;
  return deployment ? [deployment.status, deployment.lifecycleStage ?? ''] : [rolloutState ?? status];
}

function hasText(all: string, text: string): boolean {
  if (!/[*?]/.test(text)) return all.includes(text);
  return all.split('\n').some((line) => matchesPattern(`*${text}*`, line));
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
