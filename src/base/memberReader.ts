import { givenName, identifier, isNothing, type Json, number, record, set, text, time } from './untrusted.ts';

/** How many unreadable members are noted. Where there are more, every member counts as unread. */
export const MOST_NOTES = 50;

/**
 * Reads a record of an answer, member by member. One that has another type than AWS documents costs itself alone: it is absent, and its path is noted
 * in {@link unread}. A member that is null was left out. Never throws.
 */
export class MemberReader {
  readonly #members: Json;
  /** Its own path, or the record that it is in: most paths are never asked for. */
  readonly #place: string | MemberReader;
  readonly #key: string;
  readonly #index: number;
  /** Of this record and of all that are read within it, by AWS's names: `State.Code`, `Tags[2].Value`. */
  readonly unread: string[];
  /** Likewise the counts and flags that are always told, and that this answer leaves out. */
  readonly leftOut: string[];

  /**
   * @param place The path of the record in its resource, empty for the resource itself. Or the reader of the record around it: then this one is its member `key` or, with
   * an index of 0 or more, an item of its list `key`.
   * @param unread Is given the paths; that of the reader it was found by, else a new list, by default.
   */
  constructor(source: unknown, place: string | MemberReader = '', key = '', index = -1, unread?: string[]) {
    this.#members = ownMembers(source);
    this.#place = place;
    this.#key = key;
    this.#index = index;
    this.unread = unread ?? (typeof place === 'string' ? [] : place.unread);
    this.leftOut = typeof place === 'string' ? [] : place.leftOut;
  }

  /** The path of the record, or of a member of it. */
  path(key = ''): string {
    const own = this.#ownPath();
    return key === '' ? own : own === '' ? key : `${own}.${key}`;
  }

  /** The member as it came. */
  raw(key: string): unknown {
    const value = this.#members[key];
    // What every object inherits is no text and no number; of the rest only these names matter.
    const isOwn = typeof value === 'string' || typeof value === 'number' || !inheritedNames.has(key);
    return isOwn || Object.hasOwn(this.#members, key) ? value : undefined;
  }

  /** Absent when it is empty. */
  text(key: string): string | undefined {
    const value = this.raw(key);
    if (typeof value === 'string') return text(value);
    return this.#read(key, value, text);
  }

  /** Absent when it is empty. */
  identifier(key: string): string | undefined {
    const value = this.raw(key);
    return value === '' ? undefined : this.#read(key, value, identifier);
  }

  /** A {@link givenName}; absent when it is empty. */
  givenName(key: string): string | undefined {
    const value = this.raw(key);
    return value === '' ? undefined : this.#read(key, value, givenName);
  }

  number(key: string): number | undefined {
    return this.#read(key, this.raw(key), number);
  }

  /** A count that is always told: 0 and noted where it isn't. */
  count(key: string): number {
    const value = this.raw(key);
    if (typeof value === 'number' && value > 0 && Number.isSafeInteger(value)) return value;
    this.#noteLeftOut(key);
    return this.countIfTold(key) ?? 0;
  }

  /** A count that may be left out. */
  countIfTold(key: string): number | undefined {
    const told = this.number(key);
    return told === undefined ? undefined : Math.max(0, Math.trunc(told));
  }

  /** A flag that is always told: false and noted where it isn't. */
  flag(key: string): boolean {
    this.#noteLeftOut(key);
    return this.flagIfTold(key) ?? false;
  }

  /** A flag that may be left out. */
  flagIfTold(key: string): boolean | undefined {
    return this.#read(key, this.raw(key), truth);
  }

  /** Milliseconds since the epoch. */
  time(key: string): number | undefined {
    return this.#read(key, this.raw(key), time);
  }

  /** A reader of the record; undefined where there is none. */
  record(key: string): MemberReader | undefined {
    const found = this.#read(key, this.raw(key), record);
    return found && new MemberReader(found, this, key);
  }

  /** A reader of the record, which has no members where there is none. */
  within(key: string): MemberReader {
    return this.record(key) ?? new MemberReader(undefined, this, key);
  }

  /** A reader for each record of a list; none of one that is left out, as AWS does with those that are empty. */
  records(key: string): readonly MemberReader[] {
    return this.#items(key, record, (item, index) => new MemberReader(item, this, key, index));
  }

  /** The strings of a list that aren't empty. */
  texts(key: string): readonly string[] {
    return this.#items(key, text, (item) => item);
  }

  /** The identifiers of a list. */
  identifiers(key: string): readonly string[] {
    return this.#items(key, identifier, (item) => item);
  }

  /** The strings of a map. */
  textMap(key: string): Readonly<Record<string, string>> {
    const result: Record<string, string> = {};
    this.eachText(key, (name, value) => set(result, name, value));
    return result;
  }

  /** Hands over the strings of a map, by their names, in which what is no character comes out as U+FFFD, as in every {@link text}. */
  eachText(key: string, take: (name: string, value: string) => void): void {
    const map = this.record(key);
    if (map === undefined) return;
    // Not by `Object.entries`: a pair for each member slows the reading of a list with many tags.
    for (const name of Object.keys(map.#members)) {
      const value = map.#members[name];
      const read = value === '' ? '' : map.#read(name, value, text);
      if (read !== undefined) take(name.toWellFormed(), read);
    }
  }

  /** The records of a map, by their names: as {@link MemberReader.eachText} gives them, since what else names one of them is read as a text. */
  entries(key: string): readonly (readonly [name: string, MemberReader])[] {
    const map = this.within(key);
    return Object.keys(map.#members).flatMap((name) => {
      const found = map.record(name);
      return found === undefined ? [] : [[name.toWellFormed(), found] as const];
    });
  }

  /** Notes a member that can't be read for a reason of its own: a record without its id. */
  note(key = ''): void {
    noteIn(this.unread, this.path(key));
  }

  /** Notes a member that the answer leaves out, and of which that tells nothing. */
  noteLeftOut(key = ''): void {
    noteIn(this.leftOut, this.path(key));
  }

  #noteLeftOut(key: string): void {
    if (isNothing(this.raw(key))) this.noteLeftOut(key);
  }

  #ownPath(): string {
    if (typeof this.#place === 'string') return this.#place;
    return this.#place.path(this.#index < 0 ? this.#key : `${this.#key}[${this.#index}]`);
  }

  #read<T>(key: string, value: unknown, as: (value: unknown) => T | undefined): T | undefined {
    if (isNothing(value)) return undefined;
    const read = as(value);
    if (read === undefined) this.note(key);
    return read;
  }

  #items<T, R>(key: string, as: (value: unknown) => T | undefined, to: (item: T, index: number) => R): readonly R[] {
    const value = this.raw(key);
    if (isNothing(value)) return [];
    if (!Array.isArray(value)) {
      this.note(key);
      return [];
    }
    const items: R[] = [];
    for (const [index, item] of value.entries() as Iterable<readonly [number, unknown]>) {
      if (isNothing(item) || item === '') continue;
      const read = as(item);
      if (read === undefined) this.note(`${key}[${index}]`);
      else items.push(to(read, index));
    }
    return items;
  }
}

function noteIn(notes: string[], path: string): void {
  if (notes.length < MOST_NOTES && !notes.includes(path)) notes.push(path);
}

const inheritedNames: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const nothing: Json = {};

/** The members of a record, of which the plain one inherits nothing but what all objects do. */
function ownMembers(source: unknown): Json {
  const found = record(source);
  if (found === undefined) return nothing;
  const prototype: unknown = Object.getPrototypeOf(found);
  return prototype === Object.prototype || prototype === null ? found : { ...found };
}

const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
