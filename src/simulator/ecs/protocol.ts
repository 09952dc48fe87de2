import { AwsError } from '../core/contracts.ts';
import type { IncomingCall, Reply } from '../core/contracts.ts';

/** The JSON members of a request, not yet checked. */
export type Input = Readonly<Record<string, unknown>>;
/** The JSON members of an answer; a member that is undefined is left out. */
export type Output = Readonly<Record<string, unknown>>;

const TARGET = 'AmazonEC2ContainerServiceV20141113.';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** The operation in `X-Amz-Target`, or undefined when the request is not addressed to ECS. */
export function targetOf(call: IncomingCall): string | undefined {
  const target = call.headers['x-amz-target'];
  return target?.startsWith(TARGET) === true ? target.slice(TARGET.length) : undefined;
}

/** Throws SerializationException for a body that is no JSON object. An empty body is an empty request. */
export function parseInput(call: IncomingCall): Input {
  if (call.body.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.body);
  } catch {
    throw serialization('The request body is not valid JSON.');
  }
  if (!isObject(parsed)) throw serialization('Start of structure or map found where not expected.');
  return parsed;
}

/** A good answer. */
export function reply(call: IncomingCall, output: Output): Reply {
  return { status: 200, headers: headers(call), body: JSON.stringify(output) };
}

/** An error as JSON 1.1 carries it. */
export function failure(error: AwsError, call: IncomingCall): Reply {
  return {
    status: error.status,
    headers: headers(call),
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.extra }),
  };
}

/** A time as JSON 1.1 carries it: seconds since the epoch, to the millisecond. */
export function seconds(milliseconds: number): number;
export function seconds(milliseconds: number | undefined): number | undefined;
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds) / 1000;
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Throws SerializationException for another type. */
export function text(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw mismatch(value, 'a String');
  return value;
}

/** Throws InvalidParameterException when the member is absent or empty. */
export function requiredText(input: Input, name: string): string {
  const value = text(input, name);
  if (value === undefined || value.trim() === '') throw invalid(`${name} cannot be empty.`);
  return value;
}

/** Throws SerializationException for what is no list of strings; undefined where there is none. */
export function texts(input: Input, name: string): readonly string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw mismatch(value, 'a List');
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw mismatch(item, 'a String');
    return item;
  });
}

/** A list that must have 1 to `most` members. */
export function boundedTexts(input: Input, name: string, most: number): readonly string[] {
  const values = texts(input, name) ?? [];
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  if (values.length === 0) throw invalid(`${title} cannot be empty.`);
  if (values.length > most) throw invalid(`${title} cannot have more than ${most} elements.`);
  return values;
}

/** Throws InvalidParameterException for what isn't among the allowed; undefined where there is none. */
export function choice<T extends string>(input: Input, name: string, allowed: readonly T[]): T | undefined {
  const value = text(input, name);
  return value === undefined ? undefined : oneOf(name, value, allowed);
}

/** The same for a list, which is empty where there is none. */
export function choices<T extends string>(input: Input, name: string, allowed: readonly T[]): readonly T[] {
  return (texts(input, name) ?? []).map((value) => oneOf(name, value, allowed));
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalid(`Invalid ${name}: ${value}. The valid values are ${allowed.join(', ')}.`);
  return found;
}

/** A time in milliseconds since the epoch, which the wire carries in seconds. Throws SerializationException for another type. */
export function instant(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw mismatch(value, 'a Timestamp');
  return value * 1000;
}

/** Throws SerializationException for what is no object; undefined where there is none. */
export function structure(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw mismatch(value, 'a Structure');
  return value;
}

/** A page of a list; without a token it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * One page of `all`, which is sorted and whose keys are unique. The token names the last key that was given out, so that
 * a page stays right when the list changes between two calls.
 */
export function page<T>(
  input: Input,
  all: readonly T[],
  limits: { readonly usual: number; readonly most: number },
  keyOf: (item: T) => string,
): Page<T> {
  const size = pageSize(input, limits);
  const token = text(input, 'nextToken');
  let start = 0;
  if (token !== undefined) {
    const key = readToken(token);
    const position = all.findIndex((item) => keyOf(item) === key);
    if (position === -1) throw invalid('Invalid token.');
    start = position + 1;
  }
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  const more = last !== undefined && start + size < all.length;
  return { items, nextToken: more ? Buffer.from(`1:${keyOf(last)}`).toString('base64url') : undefined };
}

function pageSize(input: Input, limits: { readonly usual: number; readonly most: number }): number {
  const value = input['maxResults'];
  if (value === undefined || value === null) return limits.usual;
  if (typeof value !== 'number') throw mismatch(value, 'an Integer');
  if (!Number.isInteger(value) || value < 1 || value > limits.most) {
    throw invalid(`maxResults must be between 1 and ${limits.most}.`);
  }
  return value;
}

function readToken(token: string): string {
  const decoded = Buffer.from(token, 'base64url').toString();
  if (!decoded.startsWith('1:')) throw invalid('Invalid token.');
  return decoded.slice(2);
}

function headers(call: IncomingCall): Record<string, string> {
  return { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': call.requestId };
}

function serialization(message: string): AwsError {
  return new AwsError('SerializationException', message);
}

function mismatch(value: unknown, wanted: string): AwsError {
  const kind = Array.isArray(value) ? 'LIST' : isObject(value) ? 'STRUCTURE' : typeof value;
  return serialization(`${kind.toUpperCase()}_VALUE can not be converted to ${wanted}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
