import { parseReference, type Reference } from '../../model/reference.ts';

/** Halt's id, which is what a link to it names instead of a host. */
const EXTENSION = 'halt-for-aws.halt-for-aws';

/** The link to a resource's page, for the editor whose links begin with `scheme`. */
export function haltLink(scheme: string, arn: string): string {
  return `${scheme}://${EXTENSION}/open?${new URLSearchParams({ arn }).toString()}`;
}

/**
 * What a link's path and query name. A link leads to a page and to nothing else: it has one parameter, and whatever else somebody has put into it makes it none. Undefined where it can't
 * be understood.
 */
export function linkedReference(path: string, query: string): Reference | undefined {
  if (path !== '/open' || query.length > 4_096) return undefined;
  const [only, ...more] = new URLSearchParams(query);
  const [name, value] = only ?? [];
  return name === 'arn' && more.length === 0 ? parseReference(value) : undefined;
}

/** What somebody typed or pasted: an id, an ARN, or a Halt link of any editor. */
export function typedReference(typed: string): Reference | undefined {
  const text = typed.trim();
  const direct = parseReference(text);
  if (direct) return direct;
  const [, path, query] = new RegExp(`^[a-z][a-z0-9+.-]*://${EXTENSION}(/[a-z]+)\\?([^#\\s]*)$`).exec(text) ?? [];
  return path === undefined || query === undefined ? undefined : linkedReference(path, query);
}

/** `EXPLAIN`, `EXPIRED`: the ids of experiments have digits or small letters. */
const ENGLISH = /^EXP[A-Z]*$/;

/** Where a line of a terminal names something: positions in UTF-16 units. */
export function referencesIn(line: string): readonly { readonly start: number; readonly text: string }[] {
  if (line.length > 4_096) return [];
  const candidates =
    /arn:aws[a-z-]*:(?:ec2|ecs|fis):[^\s"'`,;<>()[\]{}|\\]+|\b(?:i-[0-9a-f]{8,17}|EXP[A-Za-z0-9]{4,60})\b/g;
  return [...line.matchAll(candidates)].flatMap((match) => {
    // A sentence ends after it.
    const text = match[0].replace(/[.:!?]+$/, '');
    return parseReference(text) && !ENGLISH.test(text) ? [{ start: match.index, text }] : [];
  });
}
