import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ChainOptions, resolveCredentials } from '../../../src/aws/credentials/chain.ts';
import type { Credentials } from '../../../src/aws/credentials/credentials.ts';
import type { HelperEnd } from '../../../src/aws/credentials/helper/helperProcesses.ts';
import { createProfiles, type Profile } from '../../../src/aws/credentials/profiles.ts';
import { profileFiles } from '../../../src/aws/credentials/sharedConfig.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import type { Transport, WireRequest, WireResponse } from '../../../src/aws/transport/transport.ts';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { type HeldClock, heldClock } from '../clocks/heldClock.ts';

/** What a step of a chain asked of AWS. */
export interface AskedStep {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a form or of JSON. */
  readonly body: Readonly<Record<string, string>>;
}

export interface CredentialHome {
  readonly path: string;
  readonly clock: HeldClock;
  readonly options: ChainOptions;
  /** In the order in which they were sent. */
  readonly asked: AskedStep[];
  /** The codes of a device that were asked for: `profile serial`. */
  readonly codes: string[];
  readonly write: (name: string, content: string) => string;
  readonly profile: (name: string) => Promise<Profile>;
  credentialsOf(name: string): Promise<Credentials>;
  /** Why a profile has none. */
  whyNot(name: string): Promise<Failure>;
}

/** What AWS answers; a text is XML, another thing JSON. */
export type Answers = (asked: AskedStep) => { readonly status?: number; readonly body: unknown };

/** A home folder whose profiles take their credentials by a wire on which `answers` speaks for AWS. It is the year 2024. */
export function credentialHome(
  t: TestContext,
  files: { readonly config?: string; readonly credentials?: string; readonly token?: string },
  given: {
    readonly env?: Readonly<Record<string, string>>;
    readonly answers?: Answers;
    readonly helper?: HelperEnd;
    readonly code?: string;
  } = {},
): CredentialHome {
  const path = mkdtempSync(join(tmpdir(), 'halt-credentials-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const write = (name: string, content: string): string => {
    const target = join(path, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  };
  for (const [name, content] of Object.entries(files)) write(join('.aws', name), content.replaceAll('{home}', path));
  const env = { HOME: path, USERPROFILE: path, ...given.env };
  const clock = heldClock(Date.parse('2024-05-06T07:08:09Z'), 0.5);
  const asked: AskedStep[] = [];
  const codes: string[] = [];
  const options: ChainOptions = {
    env,
    clock,
    transport: wireTo((step) => {
      asked.push(step);
      return given.answers?.(step) ?? { status: 500, body: {} };
    }),
    timeouts: { connect: 1000, request: 1000 },
    processes: {
      run: () => Promise.resolve(given.helper ?? { kind: 'not-started', code: 'ENOENT' }),
      dispose: () => undefined,
    },
    secrets: createSecrets(),
    mfaCode: (profile, serial) => {
      codes.push(`${profile} ${serial}`);
      return Promise.resolve(given.code);
    },
    signInWritten: () => undefined,
  };
  const profiles = createProfiles({ env, files: profileFiles(env), simulated: {} });
  const profile = async (name: string): Promise<Profile> => {
    const found = await profiles.find(name);
    if (!found.ok) throw new KnownFailure(found.failure);
    return found.value;
  };
  const credentialsOf = async (name: string) => resolveCredentials(await profile(name), options);
  return {
    ...{ path, clock, options, asked, codes, write, profile, credentialsOf },
    whyNot: async (name) => {
      const failure = await credentialsOf(name).catch((error: unknown) => error);
      if (failure instanceof KnownFailure) return failure.failure;
      throw new Error(`Profile "${name}" should fail as one that is known: ${JSON.stringify(failure)}`);
    },
  };
}

function wireTo(answers: Answers): Transport {
  return {
    send: (request) => {
      const { status = 200, body } = answers(stepOf(request));
      const [type, content] =
        typeof body === 'string' ? ['text/xml', body] : ['application/json', JSON.stringify(body)];
      const response: WireResponse = {
        status,
        headers: { 'content-type': type },
        body: new TextEncoder().encode(content),
      };
      return Promise.resolve(response);
    },
    close: () => undefined,
  };
}

function stepOf({ url, headers, body }: WireRequest): AskedStep {
  const { host, pathname, searchParams } = new URL(url);
  const content = Buffer.from(body ?? []).toString('utf8');
  const members = content.startsWith('{')
    ? (JSON.parse(content) as Record<string, string>)
    : Object.fromEntries([...searchParams, ...new URLSearchParams(content)]);
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { host, path: pathname, headers: lower, body: members };
}

/** STS's answer to who takes a role: the key of a session. */
export function assumedRole(action: string, key: string, expires: string): string {
  const credentials = `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret of ${key}</SecretAccessKey><SessionToken>token of ${key}</SessionToken><Expiration>${expires}</Expiration>`;
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>${credentials}</Credentials></${action}Result></${action}Response>`;
}

/** STS's refusal. */
export const refusedBySts = (code: string, message: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
