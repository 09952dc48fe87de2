import { resolveReferences } from '../sdk/xmlReferences.ts';
import { list, parseJson, record } from '../../base/untrusted.ts';

/** Headers that hold a secret, in lower case. */
const secretHeaders = new Set([
  'authorization',
  'dpop',
  'proxy-authorization',
  'x-amz-security-token',
  'x-amz-sso_bearer_token',
]);
/** Members of requests and answers of STS, IAM Identity Center and `aws login` that hold a secret, in lower case. */
const secretMembers = new Set([
  'accesskeyid',
  'accesstoken',
  'clientsecret',
  'code',
  'codeverifier',
  'devicecode',
  'externalid',
  'idtoken',
  'refreshtoken',
  'samlassertion',
  'secretaccesskey',
  'sessiontoken',
  'tokencode',
  'webidentitytoken',
]);

/** The secrets in a request for credentials, or in its answer: whoever gets them may quote them in an error. */
export function secretsOnWire(
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | undefined,
): readonly string[] {
  const fromHeaders = Object.entries(headers).flatMap(([name, value]) =>
    // The last word of `Bearer abc`. AWS's own signature contains no secret, and is useful for a moment only.
    secretHeaders.has(name.toLowerCase()) && !value.startsWith('AWS4-') ? value.split(' ').slice(-1) : [],
  );
  const text = typeof body === 'string' ? body : body === undefined ? '' : Buffer.from(body).toString('utf8');
  return [...fromHeaders, ...fromBody(text)];
}

function fromBody(text: string): readonly string[] {
  if (/^\s*[{[]/.test(text)) return fromJson(parseJson(text), 0);
  return /^\s*</.test(text) ? fromXml(text) : fromForm(text);
}

/** Secrets in an answer of STS, also in one that can't be parsed as a whole. `Code` is the name of an error there. */
function fromXml(text: string): readonly string[] {
  return [...text.matchAll(/<(\w+)>([^<>]+)/g)].flatMap(([, name = '', value = '']) =>
    isSecret(name) && name !== 'Code' ? [resolveReferences(value.trim())] : [],
  );
}

const isSecret = (name: string): boolean => secretMembers.has(name.replaceAll(/[_-]/g, '').toLowerCase());

function fromForm(text: string): readonly string[] {
  return [...new URLSearchParams(text)].flatMap(([name, value]) => (isSecret(name) ? [value] : []));
}

const DEEPEST = 8;

function fromJson(value: unknown, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return list(value).flatMap((item) => fromJson(item, depth + 1));
  return Object.entries(record(value) ?? {}).flatMap(([name, item]) =>
    typeof item === 'string' ? (isSecret(name) ? [item] : []) : fromJson(item, depth + 1),
  );
}
