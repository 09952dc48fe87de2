import { type Destination, type Elsewhere, elsewhereOf } from './destination.ts';
import { failed, type Failure } from './failure.ts';

/** Of whom, and when, something was read. */
export interface Sight {
  /** The account whose credentials signed the requests: 12 digits. Absent where that is not known. */
  readonly account?: string;
  /** What answered, where it wasn't AWS alone: the account is one of that. */
  readonly elsewhere?: Elsewhere;
  /** When the first answer came, in milliseconds since the epoch, by this machine's clock. */
  readonly at: number;
  /** AWS's clock minus this machine's, in milliseconds, as its answer's date tells. Absent where they agree as far as a date in whole seconds can tell. */
  readonly clockOffset?: number;
}

/** What was read, of whom and when; or why not. */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly seen: Sight }
  | { readonly ok: false; readonly failure: Failure };

/** What was read, of whom and when. */
export const saw = <T>(value: T, seen: Sight): Read<T> => ({ ok: true, value, seen });

/** Whose something is: an account's number, where it is known, and whose number it is. Neither can be left out: AWS's accounts and those of another endpoint can have the same numbers. */
export interface Whose {
  /** 12 digits. */
  readonly account: string | undefined;
  /** Undefined for AWS's. */
  readonly elsewhere: Elsewhere | undefined;
}

/** Nobody knows whose it is. */
export const nobodys: Whose = { account: undefined, elsewhere: undefined };

interface Telling {
  readonly account?: string | undefined;
  readonly elsewhere?: Elsewhere | undefined;
}

/** Whose something is, by the account and the endpoint that were read or remembered with it. A type without `elsewhere` doesn't compile: an account's number alone doesn't tell whose it is. */
export const whoseOf = <T extends Telling>(one: 'elsewhere' extends keyof T ? T : never): Whose => ({
  account: one.account,
  elsewhere: one.elsewhere,
});

/** Whose what a profile's credentials read and change is. */
export const whoseAt = (at: { readonly account: string; readonly destination: Destination }): Whose => ({
  account: at.account,
  elsewhere: elsewhereOf(at.destination),
});

/** The same, for what is read or remembered to tell. */
export const ofWhom = ({ account, elsewhere }: Whose): { readonly account?: string; readonly elsewhere?: Elsewhere } =>
  account === undefined ? {} : { account, ...(elsewhere !== undefined && { elsewhere }) };

/** `123456789012`, or `123456789012 (http://localhost:4566)`; only the number beside another account of the same place. */
export const whoseInText = ({ account = '', elsewhere }: Whose, beside: Whose = nobodys): string =>
  elsewhere === beside.elsewhere ? account : `${account} (${elsewhere ?? 'AWS'})`;

const isSame = (one: Whose, other: Whose): boolean =>
  one.account === other.account && one.elsewhere === other.elsewhere;

/** Whether something that was read is certainly of another account than this one. An unknown account doesn't count as another. */
export function isOfAnother(one: Whose, shown: Whose): boolean {
  return one.account !== undefined && shown.account !== undefined && !isSame(one, shown);
}

/** Whether what was read may be shown as being of this account. What was read of an unknown account may not, once the account that is shown is known. */
export function mayBeOf(one: Whose, shown: Whose): boolean {
  return shown.account === undefined || isSame(one, shown);
}

/** Whether both are known to be of the same account. */
export function isOfSame(one: Whose, other: Whose): boolean {
  return one.account !== undefined && isSame(one, other);
}

/**
 * A resource that is new can be missing in one read and there in the next: so long it has to have been missing before it is called gone. Milliseconds.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const MISSING_LAG = 60_000;

/** Since when AWS has said of each thing, in all answers that told anything of it, that it doesn't know it. */
export interface Absences<K> {
  /** An answer says that it isn't there. Whether that has been so for long enough to be believed. */
  missing(one: K): boolean;
  /** An answer has it. */
  found(one: K): void;
}

interface Times<K> {
  get(one: K): number | undefined;
  set(one: K, at: number): unknown;
  delete(one: K): unknown;
}

/** `elapsed`: milliseconds by a clock that never goes back. `since`: where the times are kept, a WeakMap where things go by themselves. */
export function createAbsences<K>(elapsed: () => number, since: Times<K>): Absences<K> {
  return {
    missing(one) {
      const now = elapsed();
      const first = since.get(one) ?? now;
      since.set(one, first);
      return now - first >= MISSING_LAG;
    },
    found: (one) => void since.delete(one),
  };
}

/** It isn't known of which account a look was. */
export const accountUnknown: Failure = {
  kind: 'credentials-missing',
  code: 'account-unknown',
  message: 'It is not known to which account the profile leads.',
  mayHaveHappened: false,
};

/** The profile leads to another account than the one that is shown: what it brought is about something else. */
export const accountChanged: Failure = {
  kind: 'unknown',
  code: 'account-changed',
  message: 'The profile now leads to another account.',
  mayHaveHappened: false,
};

/** What was read, where it may be said of something in this account; else why nothing is said. */
export function readOf<T>(read: Read<T>, shown: Whose): Read<T> {
  if (!read.ok || mayBeOf(whoseOf(read.seen), shown)) return read;
  return failed(read.seen.account === undefined ? accountUnknown : accountChanged);
}
