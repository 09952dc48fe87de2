import { identifier, isNothing, type Json, number, record, set, text, time } from './untrusted.ts';

/** So many members are named; an answer of which more can't be read is named by these. */
const MOST_NOTES = 50;

/**
 * Reads a record of an answer, member by member. One that has another type than AWS documents costs itself alone: it is absent, and its path is noted
 * in {@link unread}. A member that is null was left out. Never throws.
 */
export class MemberReader {
  readonly #members: Json;
  readonly #path: string;
  /** Of this record and of all that are read within it, by AWS's names: `State.Code`, `Tags[2].Value`. */
  readonly unread: string[];

  /** @param path Of the record in its resource; empty for the resource itself. */
  constructor(source: unknown, path = '', unread: string[] = []) {
    this.#members = record(source) ?? {};
    this.#path = path;
    this.unread = unread;
  }

  /** The path of the record, or of a member of it. */
  path(key = ''): string {
    return key === '' ? this.#path : this.#pathOf(key);
  }

  /** The member as it came. */
  raw(key: string): unknown {
    return Object.hasOwn(this.#members, key) ? this.#members[key] : undefined;
  }

  /** Absent when it is empty. */
  text(key: string): string | undefined {
    const value = this.raw(key);
    return value === '' ? undefined : this.#read(key, value, text);
  }

  /** Absent when it is empty. */
  identifier(key: string): string | undefined {
    const value = this.raw(key);
    return value === '' ? undefined : this.#read(key, value, identifier);
  }

  number(key: string): number | undefined {
    return this.#read(key, this.raw(key), number);
  }

  /** A count: 0 where there is none. */
  count(key: string): number {
    return Math.max(0, Math.trunc(this.number(key) ?? 0));
  }

  flag(key: string): boolean {
    return this.#read(key, this.raw(key), truth) ?? false;
  }

  /** Milliseconds since the epoch. */
  time(key: string): number | undefined {
    return this.#read(key, this.raw(key), time);
  }

  /** A reader of the record; undefined where there is none. */
  record(key: string): MemberReader | undefined {
    const found = this.#read(key, this.raw(key), record);
    return found && new MemberReader(found, this.#pathOf(key), this.unread);
  }

  /** A reader of the record, which has no members where there is none. */
  within(key: string): MemberReader {
    return this.record(key) ?? new MemberReader(undefined, this.#pathOf(key), this.unread);
  }

  /** A reader for each record of a list. */
  records(key: string): readonly MemberReader[] {
    return this.#items(key, record, (item, path) => new MemberReader(item, path, this.unread));
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
    const map = this.within(key);
    const result: Record<string, string> = {};
    for (const name of Object.keys(map.#members)) {
      const value = map.raw(name) === '' ? '' : map.text(name);
      if (value !== undefined) set(result, name, value);
    }
    return result;
  }

  /** The records of a map. */
  entries(key: string): readonly (readonly [name: string, MemberReader])[] {
    const map = this.within(key);
    return Object.keys(map.#members).flatMap((name) => {
      const found = map.record(name);
      return found === undefined ? [] : [[name, found] as const];
    });
  }

  /** Notes a member that can't be read for a reason of its own: a record without its id. */
  note(key = ''): void {
    const path = this.path(key);
    if (this.unread.length < MOST_NOTES && !this.unread.includes(path)) this.unread.push(path);
  }

  #pathOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  #read<T>(key: string, value: unknown, as: (value: unknown) => T | undefined): T | undefined {
    if (isNothing(value)) return undefined;
    const read = as(value);
    if (read === undefined) this.note(key);
    return read;
  }

  #items<T, R>(key: string, as: (value: unknown) => T | undefined, to: (item: T, path: string) => R): readonly R[] {
    const value = this.raw(key);
    if (isNothing(value)) return [];
    if (!Array.isArray(value)) {
      this.note(key);
      return [];
    }
    return value.flatMap((item: unknown, index) => {
      if (isNothing(item) || item === '') return [];
      const path = `${key}[${index}]`;
      const read = as(item);
      if (read === undefined) this.note(path);
      return read === undefined ? [] : [to(read, this.#pathOf(path))];
    });
  }
}

const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
