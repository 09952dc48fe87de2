import { AwsError } from '../core/contracts.ts';

/** A page of a list; without a token it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

const LARGEST = 100;

/**
 * One page of a list that is sorted by `keyOf`. The token names the last key that was answered, so that what comes or
 * goes between two pages neither repeats nor hides the rest.
 *
 * @param listKey what the token belongs to; a token of another list is refused with ValidationException
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  query: URLSearchParams,
  listKey: string,
): Page<T> {
  const size = pageSize(query.get('maxResults'));
  const after = query.get('nextToken');
  const last = after === null ? undefined : keyIn(after, listKey);
  const start = last === undefined ? 0 : items.findIndex((item) => keyOf(item) > last);
  const page = start < 0 ? [] : items.slice(start, start + size);
  const end = page.at(-1);
  if (end === undefined || start + size >= items.length) return { items: page };
  return { items: page, nextToken: Buffer.from(JSON.stringify([listKey, keyOf(end)])).toString('base64url') };
}

/** A key that sorts like its number. */
export function indexKey(index: number): string {
  return String(index).padStart(8, '0');
}

function pageSize(text: string | null): number {
  if (text === null) return LARGEST;
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(size >= 1 && size <= LARGEST)) {
    throw new AwsError('ValidationException', `maxResults must be between 1 and ${LARGEST}.`);
  }
  return size;
}

function keyIn(token: string, listKey: string): string {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  if (Array.isArray(parts) && parts[0] === listKey && typeof parts[1] === 'string') return parts[1];
  throw new AwsError('ValidationException', 'Invalid nextToken.');
}
