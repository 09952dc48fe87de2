import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Failure } from '../../../../src/model/failure.ts';
import { simulatedSecret } from '../../../../src/simulator/core/accounts.ts';
import { PRODUCTION, STAGING } from '../../../stages/accounts.ts';
import { listed, never } from '../../../stages/aws.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';
import { startStub, type Stub, useCredentialStage } from '../../../stages/credentials.ts';

/** How an endpoint, or a proxy on the way to it, words an answer that quotes the whole request. */
const answers: readonly ((quoted: string) => { status: number; type: string; body: string })[] = [
  (quoted) => ({
    status: 403,
    type: 'text/xml',
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${quoted.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  }),
  (quoted) => ({
    status: 403,
    type: 'text/xml',
    body: `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>${Buffer.from(quoted).toString('base64')}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  }),
  (quoted) => ({
    status: 400,
    type: 'application/json',
    body: JSON.stringify({ __type: 'InvalidRequestException', message: encodeURIComponent(quoted) }),
  }),
  (quoted) => ({ status: 502, type: 'text/html', body: `<html><title>Bad gateway</title>${quoted}</html>` }),
  (quoted) => ({ status: 200, type: 'application/json', body: JSON.stringify({ unexpected: quoted }) }),
];

const SERVICE = `arn:aws:ecs:eu-west-1:${STAGING}:service/shop/web`;
const DEPLOYMENT = `arn:aws:ecs:eu-west-1:${STAGING}:service-deployment/shop/web/Ab3dE5fG7hJ9kL1mN2pQ4`;
const REVISION = `arn:aws:ecs:eu-west-1:${STAGING}:service-revision/shop/web/1234567890123456789`;

/** The same answer without what it says of its parts. */
const emptied = (answer: object | undefined): object | undefined =>
  answer === undefined || !('failures' in answer) ? answer : { ...answer, failures: [] };

/** What can't be made a text. */
const NO_ARN = { toString: 1, valueOf: 1 };

/** How a good answer of ECS words a part that it could not tell. */
const partly: readonly ((quoted: string) => object)[] = [
  (quoted) => ({ reason: 'UPSTREAM_ERROR', detail: quoted }),
  (quoted) => ({ reason: `UPSTREAM_ERROR\n${quoted}` }),
  (quoted) => ({ reason: /x-amz-security-token: (\S+)/.exec(quoted)?.[1], detail: 'no' }),
  (quoted) => ({ reason: 'ACCESS_DENIED', detail: Buffer.from(quoted).toString('base64') }),
];

/** The first role of a chain is given: its session's token signs for the second. */
const firstRole = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAFIRST0000000ROLE</AccessKeyId><SecretAccessKey>first/secret+of=the.role</SecretAccessKey><SessionToken>FwoGZXIvYXdzEFIRST//////wEaDHRva2VuK29mL3RoZStyb2xl==</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const CONSOLE = `arn:aws:iam::${STAGING}:user/jane`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** What is kept of sign-ins that have ended, and renews them. */
const renewing = {
  sso: { clientSecret: 'client/secret+of=the.device', refreshToken: 'sso-refresh/token+0123==' },
  console: { refreshToken: 'console-refresh/token+456==' },
};
const ended = new Date(Date.now() - 60_000).toISOString();
const POD = 'authorization/of+the.pod=';
/** Variables by which a container gives credentials. */
const container = (url: string) => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: `Bearer ${POD}`,
});

describe('11.25: whoever quotes a request', () => {
  const { stage, config } = useCredentialStage();
  let quoting: Stub;
  let way = 0;
  let part = 0;
  let listedService = SERVICE;
  /** A good answer has nothing of what it was asked for, and says not why. */
  let leavesOut = false;
  /** What the stub was sent and could tell. */
  let seen = '';

  before(async () => {
    quoting = await startStub((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        if (body.includes('Action=AssumeRole&') && body.includes('role%2FOne')) {
          response.writeHead(200, { 'content-type': 'text/xml' }).end(firstRole);
          return;
        }
        const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
        const quoted = `${request.method} ${request.url}\n${headers.join('\n')}\n\n${body}`;
        seen += quoted;
        const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
        const told = partly[part]?.(quoted);
        const good: Readonly<Record<string, object>> = {
          ListClusters: { clusterArns: [`arn:aws:ecs:eu-west-1:${STAGING}:cluster/shop`] },
          ListServices: { serviceArns: [listedService] },
          DescribeServices: {
            services: [],
            failures: [
              { arn: NO_ARN, reason: 'MISSING' },
              { arn: SERVICE, ...told },
            ],
          },
          DescribeServiceDeployments: { serviceDeployments: [], failures: [{ arn: DEPLOYMENT, ...told }] },
          DescribeServiceRevisions: { serviceRevisions: [], failures: [{ arn: REVISION, ...told }] },
        };
        const whole = leavesOut ? emptied(good[operation]) : good[operation];
        if (whole !== undefined) {
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(whole));
          return;
        }
        const answer = answers[way]?.(quoted);
        response.writeHead(answer?.status ?? 500, { 'content-type': answer?.type ?? '' }).end(answer?.body);
      });
    });
  });
  after(() => {
    quoting.close();
  });

  const external = 'ext id/for+partners=7';
  const signIn = 'sso-token-0123456789/abc+def==';
  const setUp = async () => {
    await config(
      `
[services quoting]
sts =
  endpoint_url = ${quoting.url}
ec2 =
  endpoint_url = ${quoting.url}
signin =
  endpoint_url = ${quoting.url}
[profile first]
role_arn = arn:aws:iam::${STAGING}:role/One
source_profile = base
region = eu-west-1
services = sim
[profile second]
role_arn = arn:aws:iam::${PRODUCTION}:role/Two
source_profile = first
external_id = ${external}
mfa_serial = arn:aws:iam::${STAGING}:mfa/me
region = eu-west-1
services = quoting
[profile plain]
role_arn = arn:aws:iam::${PRODUCTION}:role/Two
source_profile = first
external_id = ${external}
region = eu-west-1
services = quoting
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile sso]
sso_session = corp
sso_account_id = ${PRODUCTION}
sso_role_name = Admin
region = eu-west-1
services = sim
[sso-session over]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile renewed]
sso_session = over
sso_account_id = ${PRODUCTION}
sso_role_name = Admin
region = eu-west-1
services = sim
[profile console]
login_session = ${CONSOLE}
region = eu-west-1
services = quoting
[profile pod]
role_arn = arn:aws:iam::${STAGING}:role/One
credential_source = EcsContainer
region = eu-west-1
services = sim
[profile reads]
role_arn = arn:aws:iam::${STAGING}:role/One
source_profile = base
region = eu-west-1
services = reads
[services reads]
sts =
  endpoint_url = ${stage().sim.endpoint}
ec2 =
  endpoint_url = ${quoting.url}
ecs =
  endpoint_url = ${quoting.url}
[profile jwt]
role_arn = arn:aws:iam::${STAGING}:role/One
web_identity_token_file = ${await stage().home.write('token', 'eyJhbGciOi.JSUzI1NiJ9.c2lnbmF0dXJl')}
region = eu-west-1
services = quoting
`,
      quoting.url,
    );
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const kept = (path: string, content: object) => stage().home.write(`.aws/${path}.json`, JSON.stringify(content));
    await kept(`sso/cache/${digest('sha1', 'corp')}`, { accessToken: signIn, expiresAt: later });
    await kept(`sso/cache/${digest('sha1', 'over')}`, {
      ...{ accessToken: 'over', expiresAt: ended, clientId: 'device', registrationExpiresAt: later },
      ...renewing.sso,
    });
    await kept(`login/cache/${digest('sha256', CONSOLE)}`, {
      accessToken: { accessKeyId: 'ASIA', secretAccessKey: 'a secret', sessionToken: 'a token', expiresAt: ended },
      ...{ clientId: 'device', dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }) },
      ...renewing.console,
    });
    return stage().another({
      askMfa: () => Promise.resolve('735184'),
      env: { ...stage().home.env, ...container(quoting.url) },
    });
  };
  /** The secrets that were in what the endpoint was sent. */
  const sent = (): readonly string[] => {
    const text = decodeURIComponent(seen);
    const tokens = [...seen.matchAll(/(?:x-amz-security-token|dpop): (\S+)/g)].map(([, token]) => token ?? '');
    const given = [external, signIn, '735184', 'eyJhbGciOi.JSUzI1NiJ9.c2lnbmF0dXJl', POD];
    const kept = [...Object.values(renewing.sso), ...Object.values(renewing.console)];
    return [...tokens, ...[...given, ...kept].filter((it) => text.includes(it))];
  };
  const clean = (failure: Failure, secrets: readonly string[]): void => {
    const text = JSON.stringify(failure);
    const decoded = [...failure.message.matchAll(/[\w+/-]{12,}/g)].map(([it]) => Buffer.from(it, 'base64').toString());
    const told = [text, decodeURIComponent(text.replaceAll('%…', '…')), ...decoded];
    for (const secret of [...secrets, simulatedSecret(STAGING)])
      for (const one of told) assert.ok(!one.includes(secret), `${secret} in ${one}`);
  };

  for (const [index] of answers.entries()) {
    test(`gets no secret of any step into a failure (${index + 1})`, async () => {
      way = index;
      const expected: Readonly<Record<string, readonly string[]>> = {
        second: [external, '735184'],
        plain: [external],
        sso: [signIn],
        jwt: ['eyJhbGciOi.JSUzI1NiJ9.c2lnbmF0dXJl'],
        renewed: Object.values(renewing.sso),
        console: Object.values(renewing.console),
        pod: [POD],
        reads: [],
      };
      const aws = await setUp();
      for (const [profile, secrets] of Object.entries(expected)) {
        seen = '';
        const scope = { profile, region: 'eu-west-1' };
        const failure =
          profile === 'reads'
            ? failureIn(await aws.reads.describe(scope, 'instance', ['i-0123456789abcdef0'], never()))
            : failureIn(await aws.signIn(profile, never()));
        const all = sent();
        for (const secret of secrets) assert.ok(all.includes(secret), `${profile} sent ${secret}: ${seen}`);
        assert.ok(all.length > 0, profile);
        // The proof that whoever signs in has the key.
        if (profile === 'console') assert.match(all[0] ?? '', /^[\w-]{40,}\.[\w-]{40,}\.[\w-]{40,}$/);
        clean(failure, all);
      }
    });
  }

  test('gets none into the name of what an answer leaves out', async (t) => {
    t.after(() => {
      leavesOut = false;
      listedService = SERVICE;
    });
    const aws = await setUp();
    const scope = { profile: 'reads', region: 'eu-west-1' };
    seen = '';
    // The first call shows the endpoint the token of the session.
    await aws.reads.describe(scope, 'instance', ['i-0123456789abcdef0'], never());
    const [token = ''] = sent();
    assert.notEqual(token, '');
    leavesOut = true;
    for (const name of [token, `x ${token.toUpperCase()}`, Buffer.from(token).toString('base64')]) {
      listedService = `arn:aws:ecs:eu-west-1:${STAGING}:service/shop/${name}`;
      const { gaps } = await listed(aws, scope, 'service');
      const deployment = `arn:aws:ecs:eu-west-1:${STAGING}:service-deployment/shop/${name}/Ab3dE5fG7hJ9kL1mN2pQ4`;
      const described = valueOf(await aws.reads.describe(scope, 'deployment', [deployment], never()));
      const failures = [
        ...gaps,
        ...Object.values(described.failures),
        failureIn(await aws.reads.wholeRevision(scope, listedService, [], never())),
        failureIn(await aws.reads.wholeResource({ kind: 'deployment', scope, id: deployment }, never())),
        failureIn(await aws.reads.pastDeployments(scope, `arn:aws:ecs:eu-west-1::service/${name}`, undefined, never())),
      ];
      assert.equal(failures.length, 5, JSON.stringify(failures));
      for (const failure of failures) {
        clean(failure, [token, name]);
        // A list has nobody who named it.
        assert.match(failure.message, /leaves out|without an id that can be read/);
      }
    }
  });

  for (const [index] of partly.entries()) {
    test(`gets none into what a good answer could not tell (${index + 1})`, async () => {
      part = index;
      const aws = await setUp();
      const scope = { profile: 'reads', region: 'eu-west-1' };
      seen = '';
      const { gaps } = await listed(aws, scope, 'service');
      const described = valueOf(await aws.reads.describe(scope, 'deployment', [DEPLOYMENT], never()));
      const failures = [
        ...gaps,
        ...Object.values(described.failures),
        failureIn(await aws.reads.wholeRevision(scope, REVISION, [], never())),
        failureIn(await aws.reads.wholeResource({ kind: 'deployment', scope, id: DEPLOYMENT }, never())),
      ];
      const all = sent();
      assert.ok(all.length > 0);
      assert.equal(failures.length, 4, JSON.stringify(failures));
      for (const failure of failures) {
        clean(failure, all);
        assert.match(failure.code ?? '', /^(?:[A-Z_]+|unknown|…)$/);
      }
    });
  }
});
