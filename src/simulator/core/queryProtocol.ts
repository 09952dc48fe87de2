import { AwsError, type IncomingCall, type Reply } from './contracts.ts';
import { element, group } from './xml.ts';

/** The parameters of a call in AWS's Query protocol and in EC2's variant of it. */
export interface QueryParameters {
  text(name: string): string | undefined;
  /** Throws `InvalidParameterValue` for anything but `true` and `false`. */
  flag(name: string): boolean;
  /** Undefined when absent; throws `InvalidParameterValue` for anything but a whole number. */
  whole(name: string): number | undefined;
  /** `Name.1`, `Name.2`, … in the order of their numbers. */
  list(name: string): readonly string[];
  /** All of them, as they came, for the record. */
  all(): Readonly<Record<string, string>>;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Reads a call's parameters: from the form in its body, or from the query of a GET. */
export function readParameters(call: Pick<IncomingCall, 'method' | 'query' | 'body'>): QueryParameters {
  const source = call.method === 'GET' ? call.query : new URLSearchParams(call.body);
  const values = new Map(source);
  const invalid = (name: string, value: string): AwsError =>
    new AwsError('InvalidParameterValue', `Invalid value '${value}' for ${name}.`);
  return {
    text: (name) => values.get(name),
    flag: (name) => {
      const value = values.get(name)?.toLowerCase();
      if (value === undefined || value === 'false') return false;
      if (value === 'true') return true;
      throw invalid(name, value);
    },
    whole: (name) => {
      const value = values.get(name);
      if (value === undefined) return undefined;
      if (!/^-?\d+$/.test(value)) throw invalid(name, value);
      return Number(value);
    },
    list: (name) => {
      const found: [number, string][] = [];
      for (const [key, value] of values) {
        if (!key.startsWith(`${name}.`)) continue;
        const index = key.slice(name.length + 1);
        if (/^\d+$/.test(index)) found.push([Number(index), value]);
      }
      return found.sort(([left], [right]) => left - right).map(([, value]) => value);
    },
    all: () => Object.fromEntries(values),
  };
}

/** A successful answer of a Query service (STS, IAM): the action's result in its envelope. */
export function queryReply(action: string, namespace: string, result: string, requestId: string): Reply {
  const body =
    `${DECLARATION}<${action}Response xmlns="${namespace}">${group(`${action}Result`, result)}` +
    `${group('ResponseMetadata', element('RequestId', requestId))}</${action}Response>`;
  return { status: 200, headers: xmlHeaders(requestId), body };
}

/** An error of a Query service. */
export function queryFailure(error: AwsError, namespace: string, requestId: string): Reply {
  const detail =
    element('Type', error.status < 500 ? 'Sender' : 'Receiver') +
    element('Code', error.code) +
    element('Message', error.message);
  const body = `${DECLARATION}<ErrorResponse xmlns="${namespace}">${group('Error', detail)}${element('RequestId', requestId)}</ErrorResponse>`;
  return { status: error.status, headers: xmlHeaders(requestId), body };
}

/** A successful answer of EC2: the members stand in the response itself. */
export function ec2Reply(action: string, content: string, requestId: string): Reply {
  const body =
    `${DECLARATION}<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
    `${element('requestId', requestId)}${content}</${action}Response>`;
  return { status: 200, headers: xmlHeaders(requestId), body };
}

/** An error of EC2. */
export function ec2Failure(error: AwsError, requestId: string): Reply {
  const detail = group('Error', element('Code', error.code) + element('Message', error.message));
  const body = `${DECLARATION}<Response>${group('Errors', detail)}${element('RequestID', requestId)}</Response>`;
  return { status: error.status, headers: xmlHeaders(requestId), body };
}

function xmlHeaders(requestId: string): Readonly<Record<string, string>> {
  return { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
}
