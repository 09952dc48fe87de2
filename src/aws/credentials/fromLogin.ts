import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { CreateOAuth2TokenCommand, SigninClient } from '@aws-sdk/nested-clients/signin';
import type { Clock } from '../../base/clock.ts';
import { identifier, member, record, text } from '../../base/untrusted.ts';
import type { Credentials } from './credentials.ts';
import { keptSignIn, type RenewalParts, replaceSignIn } from './keptSignIn.ts';
import { type ConfigureClient, knownFailure } from './step.ts';

/** How long before their end credentials are renewed, in milliseconds. */
const EARLY = 5 * 60_000;
/** How long credentials last where the answer doesn't tell, in seconds. */
const STANDARD_LIFE = 900;

/**
 * The credentials that `aws login` left in its cache, renewed when they run out. `profile.session` is the value of the profile's `login_session`.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 */
export async function fromLogin(
  profile: { readonly name: string; readonly session: string; readonly region: string },
  cache: string,
  { clock, signInWritten }: RenewalParts,
  configure: ConfigureClient,
): Promise<Credentials> {
  const path = join(cache, `${createHash('sha256').update(profile.session).digest('hex')}.json`);
  const kept = await keptSignIn(path);
  const access = member(kept, 'accessToken');
  const accessKeyId = identifier(member(access, 'accessKeyId'));
  const secretAccessKey = text(member(access, 'secretAccessKey'));
  const sessionToken = text(member(access, 'sessionToken'));
  const accountId = identifier(member(access, 'accountId'));
  const until = Date.parse(text(member(access, 'expiresAt')) ?? '');
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(until)) throw expired(profile.name);
  const account = accountId === undefined ? {} : { accountId };
  const present = { accessKeyId, secretAccessKey, sessionToken, ...account, expiration: new Date(until) };
  if (until - clock.now() > EARLY) return present;
  try {
    return { ...(await renewed(profile, kept, path, { clock, signInWritten }, configure)), ...account };
  } catch (error) {
    if (until > clock.now()) return present;
    throw error;
  }
}

const expired = (name: string) =>
  knownFailure('signin-expired', `The sign-in of profile "${name}" has expired. Run “aws login”.`);

async function renewed(
  { name, region }: { readonly name: string; readonly region: string },
  kept: unknown,
  path: string,
  { clock, signInWritten }: RenewalParts,
  configure: ConfigureClient,
): Promise<Credentials> {
  const [clientId, refreshToken, dpopKey] = ['clientId', 'refreshToken', 'dpopKey'].map((key) =>
    text(member(kept, key)),
  );
  if (clientId === undefined || refreshToken === undefined || dpopKey === undefined) throw expired(name);
  const key = createPrivateKey(dpopKey);
  const signInRegion = identifier(member(kept, 'signInRegion')) ?? region;
  const client = new SigninClient({
    ...configure('Signin', signInRegion),
    credentials: { accessKeyId: '', secretAccessKey: '' },
  });
  client.middlewareStack.add(
    (next) => (sent) => {
      const { request } = sent;
      Object.assign(record(member(request, 'headers')) ?? {}, { DPoP: proofOf(key, request, clock) });
      return next(sent);
    },
    { step: 'finalizeRequest', name: 'proofOfPossession' },
  );
  const { tokenOutput } = await client.send(
    new CreateOAuth2TokenCommand({ tokenInput: { clientId, refreshToken, grantType: 'refresh_token' } }),
  );
  const { accessKeyId, secretAccessKey, sessionToken } = tokenOutput?.accessToken ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw expired(name);
  const expiration = new Date(clock.now() + (tokenOutput?.expiresIn ?? STANDARD_LIFE) * 1000);
  const access = { ...record(member(kept, 'accessToken')), accessKeyId, secretAccessKey, sessionToken };
  const next = {
    ...record(kept),
    accessToken: { ...access, expiresAt: expiration.toISOString() },
    refreshToken: tokenOutput?.refreshToken ?? refreshToken,
  };
  signInWritten(path, await replaceSignIn(path, kept, JSON.stringify(next, null, 2)).catch(() => undefined));
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

/** A proof (DPoP) that the sender has the key of the sign-in. Source: https://www.rfc-editor.org/rfc/rfc9449 */
function proofOf(key: KeyObject, request: unknown, clock: Clock): string {
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const [protocol = '', hostname = '', path = ''] = ['protocol', 'hostname', 'path'].map((part) =>
    text(member(request, part)),
  );
  const port = member(request, 'port');
  const host = typeof port === 'number' ? `${hostname}:${port}` : hostname;
  const claims = {
    jti: randomUUID(),
    htm: text(member(request, 'method')),
    htu: `${protocol}//${host}${path}`,
    iat: Math.floor(clock.now() / 1000),
  };
  const parts = [{ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } }, claims];
  const message = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' });
  return `${message}.${signature.toString('base64url')}`;
}
