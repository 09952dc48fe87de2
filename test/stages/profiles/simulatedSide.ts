import { request as httpRequest } from 'node:http';
import { createLoginToken } from './loginToken.ts';
import {
  readAccessKeyId,
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
} from '../../../src/simulator/core/accounts.ts';
import { startSimulator } from '../../../src/simulator/simulator.ts';
import { ACCOUNTS } from './accounts.ts';

/** A request, wherever it was meant for. */
export interface MeantRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A call as it arrived. */
export interface SeenCall {
  readonly operation: string;
  readonly host: string;
  readonly path: string;
  /** Of the signature; undefined where there is none. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly hasToken: boolean;
  readonly status: number;
}

/** The other side of every call of a table of profiles: the simulated AWS under all of AWS's names, and its sign-in services. */
export interface SimulatedSide {
  answer(request: MeantRequest): Promise<Answered>;
  /** In the order of their arrival, since the last call of `clear`. */
  readonly calls: readonly SeenCall[];
  clear(): void;
  close(): Promise<void>;
}

export async function startSimulatedSide(): Promise<SimulatedSide> {
  const simulator = await startSimulator({
    // The proxy stands for AWS's own hosts, and for the endpoints that profiles name.
    hosts: /./,
    fleet: {
      kind: 'sized',
      seed: 1,
      accounts: Object.entries(ACCOUNTS).map(([alias, id]) => ({ id, alias })),
      regions: ['eu-west-1', 'us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1'],
      instances: 0,
      services: 0,
      experiments: 0,
    },
  });
  const calls: SeenCall[] = [];
  return {
    calls,
    clear: () => void calls.splice(0),
    async answer(request) {
      const answered = signInAnswer(request) ?? (await forwarded(request, simulator.port));
      const signature = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers['authorization'] ?? '');
      calls.push({
        operation: operationOf(request),
        host: request.url.host,
        path: request.url.pathname,
        region: signature?.[2],
        accessKeyId: signature?.[1],
        hasToken: request.headers['x-amz-security-token'] !== undefined,
        status: answered.status,
      });
      return answered;
    },
    close: () => simulator.close(),
  };
}

function operationOf({ url, body }: MeantRequest): string {
  if (url.pathname.endsWith('/federation/credentials')) return 'GetRoleCredentials';
  if (url.pathname.endsWith('/v1/token')) return 'CreateOAuth2Token';
  if (url.pathname.endsWith('/token')) return 'CreateToken';
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? 'unknown';
}

/** What the simulated AWS doesn't have: the services that hand out credentials for something else than a signature. */
function signInAnswer(request: MeantRequest): Answered | undefined {
  const { url, headers, body } = request;
  const form = new URLSearchParams(body.toString('utf8'));
  switch (operationOf(request)) {
    case 'GetRoleCredentials': {
      if (!/^(?:good|renewed)-/.test(headers['x-amz-sso_bearer_token'] ?? ''))
        return json(401, { message: 'Session token not found or invalid' }, 'UnauthorizedException');
      const { searchParams } = url;
      const given = temporary(searchParams.get('account_id') ?? '', searchParams.get('role_name') ?? '', 'someone');
      return json(200, { roleCredentials: { ...given, expiration: given.expiration.getTime() } });
    }
    case 'CreateToken':
      return json(200, { accessToken: 'renewed-token', expiresIn: 28_800, refreshToken: 'r2', tokenType: 'Bearer' });
    case 'CreateOAuth2Token':
      return json(200, createLoginToken(temporary(ACCOUNTS.e, 'Login', 'me')));
    case 'AssumeRoleWithWebIdentity': {
      const [, , , , account = '', role = ''] = (form.get('RoleArn') ?? '').split(':');
      const given = temporary(account, role.replace(/^role\//, ''), form.get('RoleSessionName') ?? 'x');
      const members = [
        `<AccessKeyId>${given.accessKeyId}</AccessKeyId><SecretAccessKey>${given.secretAccessKey}</SecretAccessKey>`,
        `<SessionToken>${given.sessionToken}</SessionToken><Expiration>${given.expiration.toISOString()}</Expiration>`,
      ];
      const result = `<AssumeRoleWithWebIdentityResult><Credentials>${members.join('')}</Credentials></AssumeRoleWithWebIdentityResult>`;
      const xml = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</AssumeRoleWithWebIdentityResponse>`;
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
    }
    default:
      return undefined;
  }
}

function temporary(account: string, role: string, name: string) {
  const expires = Date.now() + 3_600_000;
  return {
    accessKeyId: simulatedTemporaryKeyId(account),
    secretAccessKey: simulatedSecret(account),
    sessionToken: simulatedSessionToken({ account, role, name, expires }),
    expiration: new Date(expires),
  };
}

function json(status: number, body: unknown, error?: string): Answered {
  return {
    status,
    headers: { 'content-type': 'application/json', ...(error !== undefined && { 'x-amzn-errortype': error }) },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** To the simulated AWS, as it was signed: the name of the host and the path are a part of that. */
function forwarded({ method, url, headers, body }: MeantRequest, port: number): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, method, path: url.pathname + url.search, headers: { ...headers, host: url.host } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(incoming.headers).flatMap(([name, value]) =>
                typeof value === 'string' && name !== 'transfer-encoding' ? [[name, value]] : [],
              ),
            ),
            body: Buffer.concat(chunks),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The account of a key id, or undefined for one that is nobody's. */
export const accountOfKey = (id: string | undefined): string | undefined => readAccessKeyId(id ?? '')?.account;
