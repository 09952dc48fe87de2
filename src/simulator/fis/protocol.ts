import { AwsError, type IncomingCall, type Reply } from '../core/contracts.ts';

/** A request's operation and the labels of its path, decoded. */
export interface Route {
  readonly action: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The `http` trait of each operation. `{arn+}` takes the rest of the path. */
const routes: readonly (readonly [method: string, path: string, action: string])[] = [
  ['GET', '/experiments', 'ListExperiments'],
  ['POST', '/experiments', 'StartExperiment'],
  ['GET', '/experiments/{id}', 'GetExperiment'],
  ['DELETE', '/experiments/{id}', 'StopExperiment'],
  ['GET', '/experiments/{id}/resolvedTargets', 'ListExperimentResolvedTargets'],
  ['GET', '/experiments/{id}/targetAccountConfigurations', 'ListExperimentTargetAccountConfigurations'],
  ['GET', '/experiments/{id}/targetAccountConfigurations/{accountId}', 'GetExperimentTargetAccountConfiguration'],
  ['GET', '/experimentTemplates', 'ListExperimentTemplates'],
  ['GET', '/experimentTemplates/{id}', 'GetExperimentTemplate'],
  ['GET', '/safetyLevers/{id}', 'GetSafetyLever'],
  ['PATCH', '/safetyLevers/{id}/state', 'UpdateSafetyLeverState'],
  ['GET', '/tags/{arn+}', 'ListTagsForResource'],
  ['GET', '/actions', 'ListActions'],
  ['GET', '/actions/{id}', 'GetAction'],
];

const patterns = routes.map(([method, path, action]) => ({
  method,
  action,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\+\}/, '(?<$1>.+)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
}));

/** The operation that a method and path name, or undefined. */
export function routeOf(method: string, path: string): Route | undefined {
  for (const { method: wanted, action, pattern } of patterns) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const labels = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
    return { action, labels: Object.fromEntries(labels) };
  }
  return undefined;
}

/** A successful answer. */
export function answer(call: IncomingCall, body: object): Reply {
  return reply(call, 200, {}, body);
}

/** An error in REST JSON: its code in a header, its message in the body. */
export function errorReply(error: AwsError, call: IncomingCall): Reply {
  return reply(call, error.status, { 'x-amzn-errortype': error.code }, { message: error.message, ...error.extra });
}

/** The JSON object in the request's body, empty where that is. Throws SerializationException for anything else. */
export function bodyOf(call: IncomingCall): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(call.body === '' ? '{}' : call.body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
  if (!isRecord(body)) throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return body;
}

/** Whether it is an object of JSON: neither null nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Epoch seconds with milliseconds as the fraction, from milliseconds. */
export function timestamp(milliseconds: number): number {
  return Math.round(milliseconds) / 1_000;
}

/** A copy without the members that are undefined. */
export function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function reply(call: IncomingCall, status: number, headers: Readonly<Record<string, string>>, body: object): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': call.requestId, ...headers },
    body: JSON.stringify(body),
  };
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}
