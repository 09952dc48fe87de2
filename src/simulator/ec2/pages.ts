import { createHash } from 'node:crypto';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError } from '../core/contracts.ts';

/** A page of a list; without a token it is the last. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * Cuts the page that `MaxResults` (5 to 1000) and `NextToken` ask for out of what matches. A token says after which
 * sequence number to go on and for which `question` it was given, so that instances may come and go between two pages.
 */
export function page<T>(
  parameters: QueryParameters,
  matching: readonly T[],
  sequenceOf: (entry: T) => number,
  question: string,
): Page<T> {
  const most = parameters.whole('MaxResults');
  if (most !== undefined && most < 5) throw outOfRange(most, 'greater than 5');
  if (most !== undefined && most > 1000) throw outOfRange(most, 'smaller than 1000');
  const token = parameters.text('NextToken');
  const after = token === undefined || token === '' ? -1 : readToken(token, question);
  const from = firstAfter(matching, after, sequenceOf);
  const to = most === undefined ? matching.length : from + most;
  const entries = from === 0 && to >= matching.length ? matching : matching.slice(from, to);
  const last = entries.at(-1);
  const more = last !== undefined && to < matching.length;
  return { entries, nextToken: more ? writeToken(sequenceOf(last), question) : undefined };
}

function firstAfter<T>(entries: readonly T[], sequence: number, sequenceOf: (entry: T) => number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && sequenceOf(entry) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writeToken(sequence: number, question: string): string {
  return Buffer.from(`${sequence}.${seal(sequence, question)}`).toString('base64');
}

function readToken(token: string, question: string): number {
  const [sequence = '', mark] = Buffer.from(token, 'base64').toString('utf8').split('.');
  if (!/^\d+$/.test(sequence) || mark !== seal(Number(sequence), question))
    throw new AwsError('InvalidParameterValue', 'Unable to parse pagination token');
  return Number(sequence);
}

function seal(sequence: number, question: string): string {
  return createHash('sha256').update(`page after ${sequence} of ${question}`).digest('hex');
}

function outOfRange(value: number, expected: string): AwsError {
  const message = `Value ( ${value} ) for parameter maxResults is invalid. Expecting a value ${expected}.`;
  return new AwsError('InvalidParameterValue', message);
}
