import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ClientConfig } from '../../../../../src/aws/call/call.ts';
import { sdkHandler } from '../../../../../src/aws/sdk/sdkHandler.ts';
import { createFisClient, fisCommand, type FisRequest } from '../../../../../src/aws/services/fis/command.ts';
import { member } from '../../../../../src/base/untrusted.ts';
import type { WireRequest, WireResponse } from '../../../../../src/aws/transport/transport.ts';

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  ...{ status, headers, body: Buffer.from(body) },
});

/** A client at whose end so is answered, and what it sent. */
function stage(told: WireResponse = answer(200, '{}'), config: Partial<ClientConfig> = {}) {
  const sent: WireRequest[] = [];
  const transport = {
    send: (request: WireRequest) => Promise.resolve((sent.push(request), told)),
    close: () => undefined,
  };
  const client = createFisClient({
    ...{ region: 'eu-west-1', credentials: () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 's' }) },
    ...{ userAgentAppId: () => Promise.resolve(undefined), authSchemePreference: () => Promise.resolve([]) },
    ...{ ignoreConfiguredEndpointUrls: true, useFipsEndpoint: false, useDualstackEndpoint: false, maxAttempts: 1 },
    ...{ retryMode: 'standard', defaultsMode: 'legacy' },
    requestHandler: sdkHandler({ transport, timeouts: { connect: 1, request: 1 } }),
    ...config,
  });
  const send = (request: FisRequest) => {
    const Made = fisCommand<{ id: string }>('GetSafetyLever', ({ id }) => ({ ...request, path: request.path + id }));
    return client.send(new Made({ id: 'default' }));
  };
  return { sent, send };
}
const GET: FisRequest = { method: 'GET', path: '/safetyLevers/' };

async function thrown(told: WireResponse): Promise<unknown> {
  return stage(told)
    .send(GET)
    .then(
      () => assert.fail('It should have failed.'),
      (error: unknown) => error,
    );
}

describe('a command of FIS that the package is too old to know', () => {
  it('asks at AWS’s address, signed, with no body where it has none', async () => {
    const { sent, send } = stage();
    await send(GET);
    const [request, ...more] = sent;
    assert.deepEqual(
      [request?.method, request?.url, request?.body, more],
      ['GET', 'https://fis.eu-west-1.amazonaws.com/safetyLevers/default', undefined, []],
    );
    assert.match(request?.headers['authorization'] ?? '', /Credential=AKIA\/\d{8}\/eu-west-1\/fis\/aws4_request/);
    assert.equal(request?.headers['host'], 'fis.eu-west-1.amazonaws.com');
    assert.equal(request?.headers['content-type'], undefined);
  });

  it('sends the body that it is given, as JSON', async () => {
    const { sent, send } = stage();
    await send({ method: 'PATCH', path: '/safetyLevers/', body: '{"state":{"status":"engaged"}}' });
    assert.equal(sent[0]?.method, 'PATCH');
    assert.equal(Buffer.from(sent[0]?.body ?? []).toString('utf8'), '{"state":{"status":"engaged"}}');
    assert.equal(sent[0]?.headers['content-type'], 'application/json');
  });

  for (const [what, config, url] of [
    ['a port', { endpoint: 'http://127.0.0.1:4566' }, 'http://127.0.0.1:4566/safetyLevers/default'],
    ['a path', { endpoint: 'https://fis.example/base' }, 'https://fis.example/base/safetyLevers/default'],
    ['a path with an end', { endpoint: 'https://fis.example/a/b/' }, 'https://fis.example/a/b/safetyLevers/default'],
    ['another region', { region: 'us-east-1' }, 'https://fis.us-east-1.amazonaws.com/safetyLevers/default'],
    [
      ...(['FIPS', { region: 'us-east-1', useFipsEndpoint: true }] as const),
      'https://fis-fips.us-east-1.amazonaws.com/safetyLevers/default',
    ],
    ['IPv6', { useDualstackEndpoint: true }, 'https://fis.eu-west-1.api.aws/safetyLevers/default'],
    [
      ...(['both', { region: 'us-east-1', useFipsEndpoint: true, useDualstackEndpoint: true }] as const),
      'https://fis-fips.us-east-1.api.aws/safetyLevers/default',
    ],
  ] as const)
    it(`goes to the address of the profile, with ${what}`, async () => {
      const { sent, send } = stage(undefined, config);
      await send(GET);
      assert.deepEqual(
        sent.map((request) => request.url),
        [url],
      );
    });

  it('goes to AWS, whatever the variables of this machine and its default profile say', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'halt-fis-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'config'), '[default]\nendpoint_url = https://other.example\n');
    const strange = { AWS_ENDPOINT_URL: 'https://other.example', AWS_CONFIG_FILE: join(folder, 'config') };
    for (const [variable, value] of Object.entries(strange)) {
      const before = process.env[variable];
      process.env[variable] = value;
      t.after(() => (before === undefined ? delete process.env[variable] : (process.env[variable] = before)));
      const { sent, send } = stage();
      await send(GET);
      assert.equal(sent[0]?.url, 'https://fis.eu-west-1.amazonaws.com/safetyLevers/default', variable);
    }
  });

  it('tells which answer it was', async () => {
    const { send } = stage(answer(200, '{}', { 'x-amzn-requestid': 'r-1' }));
    const { $metadata } = await send(GET);
    assert.deepEqual([$metadata.httpStatusCode, $metadata.requestId], [200, 'r-1']);
    assert.equal((await stage(answer(299, '{}')).send(GET)).$metadata.requestId, undefined);
  });

  for (const [what, told, name, message, fault] of [
    [
      ...(['a header', answer(403, '{"message":"No."}', { 'x-amzn-errortype': 'AccessDeniedException' })] as const),
      ...(['AccessDeniedException', 'No.', 'client'] as const),
    ],
    [
      'a header with more behind it',
      answer(400, '{"Message":"Odd."}', { 'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/' }),
      ...(['ValidationException', 'Odd.', 'client'] as const),
    ],
    [
      ...(['its body', answer(404, '{"__type":"com.amazonaws.fis#ResourceNotFoundException"}')] as const),
      ...(['ResourceNotFoundException', 'HTTP status 404.', 'client'] as const),
    ],
    [
      ...(['its body, by another name', answer(409, '{"code":"ConflictException","message":"Busy."}')] as const),
      ...(['ConflictException', 'Busy.', 'client'] as const),
    ],
    ['nothing', answer(500, 'no JSON'), 'Unknown', 'HTTP status 500.', 'server'],
    ['nothing, and where it is moved to', answer(300, '{}'), 'Unknown', 'HTTP status 300.', 'client'],
  ] as const)
    it(`fails as AWS says it: ${name} by ${what}`, async () => {
      const error = await thrown(told);
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.message, member(error, '$fault')], [name, message, fault]);
      assert.equal(member(member(error, '$metadata'), 'httpStatusCode'), told.status);
      assert.equal(member(member(error, '$metadata'), 'requestId'), undefined);
    });

  it('tells which refusal it was', async () => {
    const error = await thrown(answer(403, '{}', { 'x-amzn-requestid': 'r-9' }));
    assert.equal(member(member(error, '$metadata'), 'requestId'), 'r-9');
  });
});
