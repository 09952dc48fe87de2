import { parseJson, record } from '../../src/base/untrusted.ts';
import { nodeTransport } from '../../src/aws/transport/nodeTransport.ts';
import type { Transport, WireRequest } from '../../src/aws/transport/transport.ts';

/** Where a member is: the names of the records and the places in the lists on the way to it. */
export type MemberPath = readonly (string | number)[];

/** A place in an answer of an operation, and what stands there instead. */
export interface Oddity {
  readonly operation: string;
  readonly path: MemberPath;
  readonly value: unknown;
}

/** Of a list's items the others are like these. */
const ITEMS = 2;
/** But of these experiments only those that are active are asked for by themselves. */
const UNLIKE_EACH_OTHER = 'GET /experiments';

/** Answers of JSON that are kept from the first time they came, each as AWS sent it but for one member and for what is like what is there. */
export interface OddAnswers {
  readonly transport: Transport;
  /** The operations that answered so far, each with its first answer. */
  readonly kept: Map<string, unknown>;
  odd: Oddity | undefined;
}

export function oddAnswers(): OddAnswers {
  const real = nodeTransport({ maxSockets: 8, ownAgents: true });
  const answers = new Map<string, Awaited<ReturnType<Transport['send']>>>();
  const kept = new Map<string, unknown>();
  const stage: OddAnswers = {
    kept,
    odd: undefined,
    transport: {
      async send(request, timeouts, signal) {
        const key = `${request.url} ${operationOf(request)} ${Buffer.from(request.body ?? []).toString()}`;
        const answer = answers.get(key) ?? (await real.send(request, timeouts, signal));
        answers.set(key, answer);
        const whole = parseJson(Buffer.from(answer.body).toString());
        if (record(whole) === undefined) return { ...answer, body: answer.body.slice() };
        const operation = operationOf(request);
        const body = operation === UNLIKE_EACH_OTHER ? whole : shortened(whole);
        if (!kept.has(operation)) kept.set(operation, body);
        const { odd } = stage;
        const told = odd?.operation === operation ? withMember(body, odd.path, odd.value) : body;
        return { ...answer, body: new TextEncoder().encode(JSON.stringify(told)) };
      },
      close: () => real.close(),
    },
  };
  return stage;
}

/** ECS names its operations in a header; FIS has a path for each. */
function operationOf({ headers, method, url }: WireRequest): string {
  const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1];
  const { pathname } = new URL(url);
  return target?.split('.').at(-1) ?? `${method} ${pathname.replace(/\/EX[PT]\w+/, '/*')}`;
}

/** With so many of the items of each list. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, ITEMS).map(shortened);
  const members = record(value);
  if (members === undefined) return value;
  return Object.fromEntries(Object.entries(members).map(([name, item]) => [name, shortened(item)]));
}

/** Every member of a value, the outer ones first; of a list's items the first ones. */
export function memberPaths(value: unknown, path: MemberPath = []): readonly MemberPath[] {
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.slice(0, ITEMS).map((item: unknown, index) => [index, item] as const)
    : Object.entries(record(value) ?? {});
  return inner.flatMap(([key, item]) => [[...path, key], ...memberPaths(item, [...path, key])]);
}

function withMember(value: unknown, [key, ...rest]: MemberPath, odd: unknown): unknown {
  if (key === undefined) return odd;
  if (!Array.isArray(value) && !Object.hasOwn(record(value) ?? {}, key)) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? withMember(item, rest, odd) : item));
  return { ...record(value), [key]: withMember(record(value)?.[key], rest, odd) };
}
