import { parsePageReference, type PageReference } from '../../model/reference.ts';

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
export function linkedReference(path: string, query: string): PageReference | undefined {
  if (path !== '/open' || query.length > 4_096) return undefined;
  const [only, ...more] = new URLSearchParams(query);
  const [name, value] = only ?? [];
  return name === 'arn' && more.length === 0 ? parsePageReference(value) : undefined;
}

/** What somebody typed or pasted: an id, an ARN, or a Halt link of any editor; also between the angle brackets that mails and chats put around a link. */
export function typedReference(typed: string): PageReference | undefined {
  const text = typed.trim().replace(/^<(.*)>$/, '$1');
  const direct = parsePageReference(text);
  if (direct) return direct;
  // A scheme and a host are the same in capitals; a path isn't.
  const [, host, path, query] = /^[a-z][a-z0-9+.-]*:\/\/([a-z.-]+)(\/[a-z]+)\?([^#\s]*)$/i.exec(text) ?? [];
  if (host?.toLowerCase() !== EXTENSION) return undefined;
  return path === undefined || query === undefined ? undefined : linkedReference(path, query);
}

/**
 * An ARN ends where nothing of one can follow, whatever punctuation a program or a sentence puts there. A bare id is none inside a longer word, nor is a short instance id before a hyphen, as
 * a UUID has it.
 */
const ARNS = /(?<![A-Za-z0-9])arn:aws[a-z-]*:(?:ec2|ecs|fis):[a-z0-9-]+:\d{12}:[a-z-]+(?:\/[A-Za-z0-9_-]+)+/g;
const IDS = /(?<![A-Za-z0-9])(?:i-(?:[0-9a-f]{17}|[0-9a-f]{8}(?!-))|EXP[A-Za-z0-9]{4,60})(?![A-Za-z0-9])/g;
/** `EXPLAIN`, `EXPO2025`, `EXPorter`: the id of an experiment has small letters, and beside them capitals or digits. */
const EXPERIMENT_LIKE = /^EXP(?=.*[a-z])(?=.*[A-Z0-9])/;
/** Underscores and hyphens behind an ARN can be Markdown's emphasis or a part of its last name. They are taken off only where the ARN names nothing with them. */
const HANGING = /[_-]+$/;

/** Where a line of a terminal names something: positions in UTF-16 units. */
export function referencesIn(line: string): readonly { readonly start: number; readonly text: string }[] {
  if (line.length > 4_096) return [];
  let rest = line;
  const found = [...line.matchAll(ARNS)].flatMap(({ 0: whole, index: start }) => {
    const text = [whole, whole.replace(HANGING, '')].find((one) => parsePageReference(one) !== undefined);
    if (text === undefined) return [];
    rest = rest.slice(0, start) + ' '.repeat(text.length) + rest.slice(start + text.length);
    return [{ start, text }];
  });
  const ids = [...rest.matchAll(IDS)].flatMap(({ 0: text, index: start }) =>
    parsePageReference(text) && (text.startsWith('i-') || EXPERIMENT_LIKE.test(text)) ? [{ start, text }] : [],
  );
  return [...found, ...ids].toSorted((a, b) => a.start - b.start);
}
