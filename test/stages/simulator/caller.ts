import { request as httpRequest } from 'node:http';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import { signRequest } from '../../../src/simulator/core/sigv4.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly service?: string;
  readonly region?: string;
  readonly account?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly token?: string;
  /** Milliseconds since the epoch at which it is signed. */
  readonly time?: number;
  readonly unsigned?: boolean;
}

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** Signs and sends one request as it stands. */
export function send(simulator: Pick<Simulator, 'port'>, asked: Asked): Promise<Answer> {
  const { service = 'ec2', method = 'POST', path = '/', query = '', body = '' } = asked;
  const owner = asked.account ?? ACCOUNT;
  const plain = { host: `127.0.0.1:${simulator.port}`, ...asked.headers };
  const identity = {
    accessKeyId: asked.accessKeyId ?? simulatedAccessKeyId(owner),
    secret: asked.secret ?? simulatedSecret(owner),
    region: asked.region ?? REGION,
    service,
    ...(asked.token === undefined ? {} : { token: asked.token }),
  };
  const signable = { method, path, query, headers: plain, body };
  const headers = asked.unsigned === true ? plain : signRequest(signable, identity, asked.time);
  return exchange(simulator.port, method, query === '' ? path : `${path}?${query}`, headers, body);
}

/** An EC2 call with its parameters, signed for the first demo account unless `asked` says otherwise. */
export function ec2(
  simulator: Pick<Simulator, 'port'>,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  asked: Asked = {},
): Promise<Answer> {
  const body = new URLSearchParams({ Action: action, Version: '2016-11-15', ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...asked.headers };
  return send(simulator, { service: 'ec2', body, ...asked, headers });
}

/** Sends a request to the simulator's admin API. */
export function askAdminApi(
  simulator: Pick<Simulator, 'port'>,
  method: string,
  path: string,
  value?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = value === undefined ? '' : JSON.stringify(value);
  return exchange(simulator.port, method, `/_simulator/${path}`, headers, body);
}

/** The texts of all elements with this name, in their order. */
export function texts(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text ?? '');
}

/** Status and error code of an answer in any service's format, such as `403 UnauthorizedOperation`. */
export function refusal({ status, text, headers }: Answer): string {
  const type = headers['x-amzn-errortype'];
  const code = typeof type === 'string' ? type.split(':')[0] : /"__type":"([^"]+)"/.exec(text)?.[1];
  return `${status} ${code ?? texts(text, 'Code')[0] ?? ''}`;
}

function exchange(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
