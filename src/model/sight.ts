import { failed, type Failure } from './failure.ts';

/** Of whom, and when, something was read. */
export interface Sight {
  /** The account whose credentials signed the requests: 12 digits. Absent where that is not known. */
  readonly account?: string;
  /** When the first answer came, in milliseconds since the epoch, by this machine's clock. */
  readonly at: number;
  /** AWS's clock minus this machine's, in milliseconds, as its answer's date tells. Absent where they agree as far as a date in whole seconds can tell. */
  readonly clockOffset?: number;
}

/** What was read, of whom and when; or why not. */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly seen: Sight }
  | { readonly ok: false; readonly failure: Failure };

export const saw = <T>(value: T, seen: Sight): Read<T> => ({ ok: true, value, seen });

/** Whether something that was read is surely of another account than this one. What is not known is no other. */
export function isOfAnother(
  { account }: { readonly account?: string | undefined },
  shown: string | undefined,
): boolean {
  return account !== undefined && shown !== undefined && account !== shown;
}

/** Whether what was read may be said of something in this account. What is told of an account that nobody knows is said of nothing in a known one. */
export function mayBeOf({ account }: { readonly account?: string | undefined }, shown: string | undefined): boolean {
  return shown === undefined || account === shown;
}

/**
 * A resource that is new can be missing in one read and there in the next: so long it has to have been missing before it is called gone. Milliseconds.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export const MISSING_LAG = 60_000;

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
export function readOf<T>(read: Read<T>, shown: string | undefined): Read<T> {
  if (!read.ok || mayBeOf(read.seen, shown)) return read;
  return failed(read.seen.account === undefined ? accountUnknown : accountChanged);
}
