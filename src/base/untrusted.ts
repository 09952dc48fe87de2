import { UNSEEN } from './plainText.ts';
import { isStruck } from './struckOut.ts';

/** Readers of untrusted answers. None throws; what has the wrong type is absent. */
export type Json = Readonly<Record<string, unknown>>;

/** In UTF-16 units. */
const LONGEST_TEXT = 16_384;
const LONGEST_IDENTIFIER = 2048;
/** The end of the year 9999, the last one of RFC 3339: what is later is milliseconds that were sent for seconds. */
const LATEST_TIME = 253_402_300_799_999;

/** The value as an object with members; undefined for arrays, null and everything else. */
export function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a member is absent. JSON writes null for that. */
export function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A member's own value: nothing is inherited, whatever the member is called. */
export function member(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A non-empty string; one of more than 16,384 characters is cut, and ends with an ellipsis that says so. What is no character comes out as U+FFFD. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const part = value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
  return part.toWellFormed();
}

/** Nearly every identifier. */
const ASCII = /^[ -~]+$/;
const undrawn = new RegExp(`${UNSEEN.source}|[\\p{Cc}\u2028\u2029]`, 'u');

/**
 * An identifier: a non-empty string that is not too long to be one. Refused are lone surrogates, which no address and no file can hold, and characters that aren't drawn or that end a line, as with them it
 * would look like another identifier, or like several. Refused is also one out of which a secret was struck. It is never cut, for half an identifier names something else.
 */
export function identifier(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_IDENTIFIER) return undefined;
  return ASCII.test(value) || (value !== '' && value.isWellFormed() && !undrawn.test(value) && !isStruck(value))
    ? value
    : undefined;
}

const BREAKING = /[\p{Cc}\u2028\u2029]/u;

/**
 * A name that people give, whole and in one line, for what is only shown and compared letter by letter: it may hold characters that aren't drawn, as a joined emoji and a Persian word do, and whoever shows it
 * marks them. Nothing is changed by it: that takes an {@link identifier}.
 */
export function givenName(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_IDENTIFIER) return undefined;
  return value.isWellFormed() && !BREAKING.test(value) ? value : undefined;
}

/** A finite number; a text of digits is none. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count: 0 where there is none. */
export function count(value: unknown): number {
  return Math.max(0, Math.trunc(number(value) ?? 0));
}

/** A time without its zone could be any of a day's hours. */
const ZONED_TIME = /^\d{4}-\d\d-\d\d[tT]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[zZ]|[-+]\d\d:?\d\d)$/;

/** Whether a text that begins with `2026-02-30` or the like begins with a day that there is: `Date.parse` takes what a month lacks for a day of the next one. */
export function beginsWithDay(source: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(source) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Whether it is a date as HTTP writes them: `Date.parse` also takes a bare number for a year, and years that no later time can be reckoned from.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
export const isHttpDate = (date: string): boolean => HTTP_DATE.test(date) && !Number.isNaN(Date.parse(date));

/** Milliseconds since the epoch, from AWS's seconds since the epoch, a Date or an ISO 8601 text with its zone. */
export function time(value: unknown): number | undefined {
  const milliseconds =
    typeof value === 'number'
      ? Math.round(value * 1000)
      : value instanceof Date
        ? value.getTime()
        : typeof value === 'string' && ZONED_TIME.test(value) && beginsWithDay(value)
          ? Date.parse(value)
          : Number.NaN;
  return isTime(milliseconds) ? milliseconds : undefined;
}

/** Whether so many milliseconds since the epoch are a time that others can be reckoned from, and every calendar has: a line on the disk may hold any number. */
export const isTime = (milliseconds: number): boolean => Math.abs(milliseconds) <= LATEST_TIME;

/** The members of an array, each still unknown; none of everything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The identifiers of a list; its other members are left out. */
export function identifiers(value: unknown): readonly string[] {
  return list(value).flatMap((item) => identifier(item) ?? []);
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** A new object without the members that are undefined, for `exactOptionalPropertyTypes` and for structured clone. What is in the others isn't looked into. */
export function defined<T extends object>(value: Loose<T>): T;
export function defined(value: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined) result[key] = item;
  }
  return result;
}

/** A member of its own, whatever it is called: some names mean something to an object. */
export function set(into: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
  else into[key] = value;
}

/** What Node calls an error, as in `ENOENT`; undefined for one without a code, and for what is no error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Undefined where the text is not JSON. */
export function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return value;
  } catch {
    return undefined;
  }
}
