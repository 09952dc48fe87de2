import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/nested-clients/sso';
import { CreateTokenCommand, SSOOIDCClient } from '@aws-sdk/nested-clients/sso-oidc';
import { member, number, record, text } from '../../base/untrusted.ts';
import type { Credentials } from './credentials.ts';
import type { SharedConfig } from './sharedConfig.ts';
import { keptSignIn, type RenewalParts, replaceSignIn } from './keptSignIn.ts';
import { signInOf } from './signInSettings.ts';
import type { Section } from './sharedConfigParser.ts';
import { type ConfigureClient, knownFailure, missing } from './step.ts';

/** How long before its end a sign-in is renewed, in milliseconds. */
const EARLY = 15 * 60_000;

/**
 * The credentials that IAM Identity Center gives for the profile's account and role, by the sign-in that `aws sso login` left in the cache. A sign-in
 * of an sso-session is renewed where possible. It is given the parsed sections and not names, so that it works however a profile or session is
 * called. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 */
export async function fromIdentityCenter(
  profile: { readonly name: string; readonly section: Section; readonly shared: SharedConfig },
  cache: string,
  { clock, signInWritten }: RenewalParts,
  configure: ConfigureClient,
): Promise<Credentials> {
  const settings = signInOf(profile);
  if (settings.kind === 'faulty') throw missing(settings.fault);
  const { signIn } = settings;
  const expired = () =>
    knownFailure('signin-expired', `The sign-in of profile "${profile.name}" has expired. Run “aws sso login”.`);
  const path = join(
    cache,
    `${createHash('sha1')
      .update(signIn.session ?? signIn.startUrl)
      .digest('hex')}.json`,
  );
  const kept = await keptSignIn(path);
  const until = Date.parse(text(member(kept, 'expiresAt')) ?? '');
  let token = text(member(kept, 'accessToken'));
  if (token === undefined || Number.isNaN(until)) throw expired();
  if (signIn.session !== undefined && until - clock.now() < EARLY) {
    const renewed = await renewedToken(kept, signIn.region, path, { clock, signInWritten }, configure).catch(
      (error: unknown) => {
        if (until > clock.now()) return undefined;
        throw error;
      },
    );
    if (renewed !== undefined) token = renewed;
    else if (until <= clock.now()) throw expired();
  } else if (until <= clock.now()) {
    throw expired();
  }
  const client = new SSOClient(configure('SSO', signIn.region));
  const { roleCredentials } = await client.send(
    new GetRoleCredentialsCommand({ accessToken: token, accountId: signIn.account, roleName: signIn.role }),
  );
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw missing({ kind: 'no-key' });
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    accountId: signIn.account,
    ...(expiration !== undefined && { expiration: new Date(expiration) }),
  };
}

/**
 * Renews the token; undefined where that isn't possible. The new token is written to the cache of AWS's tools, so that they needn't renew it again.
 */
async function renewedToken(
  kept: unknown,
  region: string,
  path: string,
  { clock, signInWritten }: RenewalParts,
  configure: ConfigureClient,
): Promise<string | undefined> {
  const [clientId, clientSecret, refreshToken] = ['clientId', 'clientSecret', 'refreshToken'].map((key) =>
    text(member(kept, key)),
  );
  const registered = Date.parse(text(member(kept, 'registrationExpiresAt')) ?? '');
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return undefined;
  if (registered <= clock.now()) return undefined;
  const client = new SSOOIDCClient(configure('SSO OIDC', region));
  const answer = await client.send(
    new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' }),
  );
  const { accessToken } = answer;
  const seconds = number(answer.expiresIn);
  if (!accessToken || seconds === undefined) return undefined;
  const expiresAt = new Date(clock.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const next = { ...record(kept), accessToken, expiresAt, refreshToken: answer.refreshToken ?? refreshToken };
  signInWritten(path, await replaceSignIn(path, kept, JSON.stringify(next)).catch(() => undefined));
  return accessToken;
}
