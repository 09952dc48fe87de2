import { createHash, createHmac } from 'node:crypto';

/** A request as its signature sees it. `path` and `query` are as they stand in the request line. */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What an `Authorization` header and its companions say. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD, the scope's first part. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** YYYYMMDDTHHMMSSZ. */
  readonly time: string;
  readonly token: string | undefined;
}

interface SigningIdentity {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token?: string;
  readonly region: string;
  readonly service: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CREDENTIAL = /^Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request$/;

/** Undefined when there is no `Authorization` header, or one that is not Signature Version 4. */
export function readAuthorization(headers: Readonly<Record<string, string>>): Authorization | undefined {
  const header = headers['authorization'];
  if (header === undefined || !header.startsWith(`${ALGORITHM} `)) return undefined;
  const parts = header.slice(ALGORITHM.length + 1).split(/,\s*/);
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(parts[0]?.trim() ?? '') ?? [];
  const signedHeaders = valueOf(parts, 'SignedHeaders');
  const signature = valueOf(parts, 'Signature');
  const time = headers['x-amz-date'];
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined)
    return undefined;
  if (signedHeaders === undefined || signature === undefined || time === undefined) return undefined;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
    time,
    token: headers['x-amz-security-token'],
  };
}

/** Milliseconds since the epoch of a `YYYYMMDDTHHMMSSZ` time, NaN for anything else. */
export function signingTime(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** The hexadecimal signature that `secret` gives this request under the scope of `authorization`. */
export function signatureOf(
  request: SignableRequest,
  authorization: Omit<Authorization, 'signature' | 'accessKeyId' | 'token'>,
  secret: string,
): string {
  const { date, region, service, signedHeaders, time } = authorization;
  const payload =
    request.headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD' ? 'UNSIGNED-PAYLOAD' : digest(request.body);
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    payload,
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = [ALGORITHM, time, scope, digest(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

/** The headers of the request with those added that sign it at `time` (milliseconds since the epoch). */
export function signRequest(
  request: SignableRequest,
  identity: SigningIdentity,
  time = Date.now(),
): Readonly<Record<string, string>> {
  const stamp = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': stamp };
  if (identity.token !== undefined) headers['x-amz-security-token'] = identity.token;
  const names = Object.keys(headers).sort();
  const { region, service } = identity;
  const scope = { date: stamp.slice(0, 8), region, service, signedHeaders: names, time: stamp };
  const signature = signatureOf({ ...request, headers }, scope, identity.secret);
  const issuer = `${identity.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  headers['authorization'] =
    `${ALGORITHM} Credential=${issuer}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

function valueOf(parts: readonly string[], name: string): string | undefined {
  const part = parts.map((each) => each.trim()).find((each) => each.startsWith(`${name}=`));
  return part?.slice(name.length + 1);
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Every service but S3 signs the path encoded once more than it is sent. */
function canonicalPath(path: string): string {
  return path === '' ? '/' : path.split('/').map(encode).join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return [encode(decode(name)), encode(decode(value))] as const;
  });
  const compare = (left: string, right: string): number => Number(left > right) - Number(left < right);
  pairs.sort((left, right) => compare(left[0], right[0]) || compare(left[1], right[1]));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
