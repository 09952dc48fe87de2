import { createHash } from 'node:crypto';
import {
  simulatedAccessKeyId,
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
} from '../../../src/simulator/core/accounts.ts';
import { type AccountName, ACCOUNTS } from './accounts.ts';

/** The rules for which credentials a profile uses. */
export type Rule = 'order' | 'one section' | 'lines' | 'names' | 'hops' | 'programs' | 'endpoints';

/** A home as it stands on disk, and a profile of it. `{home}` in a text is the path of the home. */
export interface ProfileCase {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** By path under the home. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Undefined: none is named. */
  readonly profile: string | undefined;
  /** What an AWS CLI has to know to judge it. */
  readonly needs: readonly Ability[];
  /** Why Halt does something else than the CLI, where it does so on purpose. */
  readonly onPurpose?: string;
}

/** `endpoints`: endpoint_url in files and the environment (2.13). `login`: `aws login`. `new region`: AWS_REGION (all but 1). */
export type Ability = 'endpoints' | 'login' | 'new region';

/** The long-lived key of an account, as two lines. */
export const keys = (account: AccountName): string =>
  `aws_access_key_id = ${keyId(account)}\naws_secret_access_key = ${secret(account)}\n`;

export const keyId = (account: AccountName): string => simulatedAccessKeyId(ACCOUNTS[account]);
export const secret = (account: AccountName): string => simulatedSecret(ACCOUNTS[account]);

/** Far enough away for a table that is written down. */
const ALWAYS = Date.UTC(2100, 0, 1);

export const sessionToken = (account: AccountName): string =>
  simulatedSessionToken({ account: ACCOUNTS[account], role: 'Kept', name: 'me', expires: ALWAYS });

/** A temporary key of an account and its token, as three lines. */
export const temporaryKeys = (account: AccountName): string =>
  `aws_access_key_id = ${simulatedTemporaryKeyId(ACCOUNTS[account])}\naws_secret_access_key = ${secret(account)}\naws_session_token = ${sessionToken(account)}\n`;

export const role = (account: AccountName, name = 'Ops', partition = 'aws'): string =>
  `arn:${partition}:iam::${ACCOUNTS[account]}:role/${name}`;

/** What a credential_process writes. */
export const helperOutput = (account: AccountName, temporary = false): string =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: temporary ? simulatedTemporaryKeyId(ACCOUNTS[account]) : keyId(account),
    SecretAccessKey: secret(account),
    ...(temporary && { SessionToken: sessionToken(account), Expiration: new Date(ALWAYS).toISOString() }),
  });

const digest = (algorithm: 'sha1' | 'sha256', text: string): string => createHash(algorithm).update(text).digest('hex');

/** The file that `aws sso login` leaves, by the name of the session or, of a sign-in without one, by its address. */
export function ssoCache(key: string, until = ALWAYS, more: object = {}): Readonly<Record<string, string>> {
  const token = { accessToken: 'good-token', expiresAt: stamp(until), ...more };
  return { [`.aws/sso/cache/${digest('sha1', key)}.json`]: JSON.stringify(token) };
}

/** A registration that a sign-in can be renewed by. */
export const renewable = {
  clientId: 'client',
  clientSecret: 'client secret',
  refreshToken: 'r1',
  registrationExpiresAt: stamp(ALWAYS),
};

/** The file that `aws login` leaves. */
export function loginCache(session: string, account: AccountName): Readonly<Record<string, string>> {
  const accessToken = {
    accessKeyId: simulatedTemporaryKeyId(ACCOUNTS[account]),
    secretAccessKey: secret(account),
    sessionToken: sessionToken(account),
    accountId: ACCOUNTS[account],
    expiresAt: stamp(ALWAYS),
  };
  const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k', tokenType: 'aws_sigv4' };
  return { [`.aws/login/cache/${digest('sha256', session)}.json`]: JSON.stringify(token) };
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

type Rest = Partial<Omit<ProfileCase, 'name' | 'rules' | 'files'>> & {
  readonly config?: string;
  readonly credentials?: string;
  readonly files?: Readonly<Record<string, string>>;
};

/** A case about the profile `p`, unless it says another. */
export function about(rules: Rule | readonly Rule[], name: string, rest: Rest): ProfileCase {
  const { config, credentials, files = {}, env = {}, needs = [], ...more } = rest;
  return {
    name,
    rules: [rules].flat(),
    files: {
      ...(config !== undefined && { '.aws/config': config }),
      ...(credentials !== undefined && { '.aws/credentials': credentials }),
      ...files,
    },
    env,
    needs,
    profile: 'p',
    ...more,
  };
}
