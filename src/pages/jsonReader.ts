import { isNothing, list, member, parseJson, record, text } from '../base/untrusted.ts';
import { MemberReader } from '../base/memberReader.ts';

/**
 * Reads members of AWS's JSON by the types that AWS documents. What is missing, or of another type, is absent (or empty): an answer from a later API version never
 * breaks a page.
 */
export interface Reader {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** ms since the epoch. AWS's JSON protocols send seconds; EC2's members are ISO 8601. */
  time(name: string): number | undefined;
  object(name: string): Reader;
  /** The members that are objects, in AWS's order. */
  objects(name: string): readonly Reader[];
  texts(name: string): readonly string[];
  /** A map's entries with values that are objects. */
  entries(name: string): readonly (readonly [string, Reader])[];
  /** A map's entries with values that are strings. */
  pairs(name: string): readonly (readonly [string, string])[];
  has(name: string): boolean;
}

/**
 * Reads the part of a JSON text that is at these keys; an empty reader for one that can't be parsed or isn't there.
 *
 * @param unread Is given the path in that part of each member that was looked for and is of another type.
 */
export function readJson(
  json: string | undefined,
  keys: readonly (string | number)[] = [],
  unread: string[] = [],
): Reader {
  let value = json === undefined ? undefined : parseJson(json);
  for (const key of keys) value = typeof key === 'number' ? list(value)[key] : member(value, key);
  return readerOf(value, '', unread);
}

function readerOf(value: unknown, path: string, unread: string[]): Reader {
  const from = new MemberReader(value, path, '', -1, unread);
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const items = <T>(name: string, as: (item: unknown) => T | undefined): readonly (readonly [T, string])[] => {
    const found = from.raw(name);
    if (!isNothing(found) && !Array.isArray(found)) from.note(name);
    return list(found).flatMap((item, index) => {
      const read = as(item);
      if (read === undefined && !isNothing(item)) from.note(`${name}[${index}]`);
      return read === undefined ? [] : [[read, `${at(name)}[${index}]`] as const];
    });
  };
  const string = (item: unknown): string | undefined => (item === '' ? '' : text(item));
  return {
    text: (name) => (from.raw(name) === '' ? '' : from.text(name)),
    number: (name) => from.number(name),
    flag: (name) => (isNothing(from.raw(name)) ? undefined : from.flag(name)),
    time: (name) => from.time(name),
    object: (name) => readerOf(from.record(name) === undefined ? undefined : from.raw(name), at(name), unread),
    objects: (name) => items(name, record).map(([item, where]) => readerOf(item, where, unread)),
    texts: (name) => items(name, string).map(([item]) => item),
    entries: (name) => {
      const names = from.entries(name);
      const map = from.raw(name);
      return names.map(([key]) => [key, readerOf(member(map, key), `${at(name)}.${key}`, unread)] as const);
    },
    pairs: (name) => Object.entries(from.textMap(name)),
    has: (name) => !isNothing(from.raw(name)),
  };
}
