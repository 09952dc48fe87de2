import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { TransportError } from '../../../../src/aws/transport/transport.ts';
import { type FailureKind, saysItself } from '../../../../src/model/failure.ts';
import { type Answers, credentialHome } from '../../../stages/profiles/credentialsOf.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

const SESSION = 'arn:aws:iam::111122223333:user/jane';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** What `aws login` left, which has to be renewed. */
const LOGIN = {
  accessToken: { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiresAt: '2024-05-06T07:00:00Z' },
  ...{ clientId: 'device', refreshToken: 'renew', dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }) },
};

const CONFIG = `${SIGN_IN_CONFIG}
[profile keys]
aws_access_key_id = AKIAKEYS
aws_secret_access_key = the-secret-of-keys
[profile role]
role_arn = arn:aws:iam::444455556666:role/R
source_profile = keys
region = eu-west-1
[profile console]
login_session = ${SESSION}
region = eu-west-1
`;

/** Of each kind that an answer can be, some that AWS's services state, and some that none does. */
const CODES = [
  ...['RegionDisabledException', 'OptInRequired', 'AccessDenied', 'UnauthorizedOperation', 'UnauthorizedException'],
  ...['ResourceNotFoundException', 'InvalidInstanceID.NotFound', 'ClusterNotFoundException', 'ValidationError'],
  ...['AbortError', 'KnownFailure', 'TransportError', 'account-changed', 'ExpiredToken', 'InvalidClientTokenId'],
];

function stage(t: Parameters<typeof credentialHome>[0], answers: Answers) {
  const home = credentialHome(t, { config: CONFIG }, { answers });
  home.write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'kept', expiresAt: '2024-05-06T09:00:00Z' }));
  home.write(`.aws/login/cache/${createHash('sha256').update(SESSION).digest('hex')}.json`, JSON.stringify(LOGIN));
  return home;
}

/** As IAM Identity Center refuses. */
const json =
  (status: number, code: string): Answers =>
  () => ({ status, body: { __type: code, message: 'no' } });
/** As STS refuses. */
const xml =
  (status: number, code: string, message: string): Answers =>
  () => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  });

describe('what a profile’s way to credentials is refused', () => {
  const signIns: readonly (readonly [status: number, code: string, kind: FailureKind])[] = [
    [401, 'UnauthorizedException', 'signin-expired'],
    [400, 'ExpiredTokenException', 'signin-expired'],
    [400, 'InvalidGrantException', 'signin-expired'],
    [401, 'InvalidClientException', 'signin-expired'],
    [403, 'ForbiddenException', 'credentials-missing'],
    [400, 'InvalidRequestException', 'credentials-missing'],
    [404, 'ResourceNotFoundException', 'credentials-missing'],
  ];
  for (const [status, code, kind] of signIns) {
    test(`with ${code}, by IAM Identity Center, is told as ${kind}`, async (t) => {
      const failure = await stage(t, json(status, code)).whyNot('work');
      assert.deepEqual([failure.kind, failure.code, failure.operation], [kind, code, 'SSO: work']);
    });
  }

  const roles: readonly (readonly [code: string, message: string, kind: FailureKind])[] = [
    ['AccessDenied', 'not authorized to perform sts:AssumeRole', 'credentials-missing'],
    ['AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 'mfa-needed'],
    ['ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration', 'credentials-missing'],
    ['RegionDisabledException', 'STS is not activated in this region', 'credentials-missing'],
    ['OptInRequired', 'You are not subscribed to this service.', 'credentials-missing'],
    ['AbortError', 'no code of AWS’s, but one that the SDK names an exception by', 'credentials-missing'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid', 'credentials-wrong'],
    ['ExpiredToken', 'The security token included in the request is expired', 'credentials-expired'],
    ['Throttling', 'Rate exceeded', 'throttled'],
  ];
  for (const [code, message, kind] of roles) {
    test(`with ${code} (${message}), by STS, is told as ${kind}`, async (t) => {
      const failure = await stage(t, xml(403, code, message)).whyNot('role');
      assert.deepEqual([failure.kind, failure.code, failure.operation], [kind, code, 'STS: role']);
    });
  }

  for (const profile of ['work', 'role', 'console']) {
    test(`whatever it is, is no answer to what the credentials of ${profile} are for, so that no words of it are kept`, async (t) => {
      for (const code of CODES) {
        const refuse = profile === 'role' ? xml(400, code, 'chosen by whoever answers') : json(400, code);
        const failure = await stage(t, refuse).whyNot(profile);
        assert.ok(!saysItself(failure), `${code}: ${JSON.stringify(failure)}`);
        assert.equal(failure.code, code);
      }
    });
  }

  test('by an answer with half of the keys is told as none, whichever half', async (t) => {
    const keys = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' };
    for (const half of ['accessKeyId', 'secretAccessKey']) {
      const failure = await stage(t, () => ({ body: { roleCredentials: { ...keys, [half]: '' } } })).whyNot('work');
      assert.deepEqual([failure.kind, failure.credentialFault], ['credentials-missing', { kind: 'no-key' }], half);
    }
  });

  test('by what no service of AWS’s answers is told as that, and no sign-in is blamed for it', async (t) => {
    const page: Answers = () => ({ status: 403, body: '<html><title>Blocked by the proxy</title></html>' });
    for (const profile of ['work', 'role']) assert.equal((await stage(t, page).whyNot(profile)).kind, 'malformed');
  });

  test('by a connection that broke after it was sent has changed nothing: credentials are only asked for', async (t) => {
    const broken: Answers = () => {
      throw new TransportError({ code: 'ECONNRESET', message: 'socket hang up', sent: true });
    };
    for (const profile of ['work', 'role']) {
      const { kind, mayHaveHappened } = await stage(t, broken).whyNot(profile);
      assert.deepEqual([kind, mayHaveHappened], ['cut', false], profile);
    }
  });

  test('is not told with the secrets that it was asked with', async (t) => {
    const quoting: Answers = ({ headers }) => ({
      status: 403,
      body: { __type: 'ForbiddenException', message: `no ${JSON.stringify(headers)}` },
    });
    const { message } = await stage(t, quoting).whyNot('work');
    assert.ok(message.length > 2 && !message.includes('kept'), message);
  });
});
