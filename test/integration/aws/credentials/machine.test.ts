import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, test } from 'node:test';
import {
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
} from '../../../../src/simulator/core/accounts.ts';
import { startStub as startServer, type Stub, useCredentialStage } from '../../../stages/credentials.ts';
import { STAGING } from '../../../stages/accounts.ts';

const HOUR = 3_600_000;
/** Half of what a step of the credentials may take: nothing waits that long for an instance's answer, and no machine takes that long for a second's. */
const SOON = 30_000;

function credentialsJson(role: string, name: string): string {
  const expires = Date.now() + HOUR;
  return JSON.stringify({
    Code: 'Success',
    Type: 'AWS-HMAC',
    LastUpdated: new Date().toISOString(),
    AccessKeyId: simulatedTemporaryKeyId(STAGING),
    SecretAccessKey: simulatedSecret(STAGING),
    Token: simulatedSessionToken({ account: STAGING, role, name, expires }),
    Expiration: new Date(expires).toISOString(),
  });
}

describe('credentials of the machine', () => {
  const { stage, config, arnOf, whyNot } = useCredentialStage('bundled');
  const stubs: Stub[] = [];
  const startStub: typeof startServer = async (answer) => {
    const stub = await startServer(answer);
    stubs.push(stub);
    return stub;
  };
  afterEach(() => {
    for (const stub of stubs.splice(0)) stub.close();
  });

  /** As on a machine of AWS's: nothing says that there are no metadata. */
  const onMachine = (more: Readonly<Record<string, string | undefined>>) => {
    const { AWS_EC2_METADATA_DISABLED: _, ...env } = stage().home.env;
    // Longer than AWS's tools wait by default, a second: a busy machine needs it.
    return stage().another({ env: { ...env, AWS_METADATA_SERVICE_TIMEOUT: '20', ...more } });
  };

  const metadata = () => {
    const asked: string[] = [];
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      const { method, url = '', headers } = request;
      asked.push(`${method} ${url}`);
      if (method === 'PUT' && url === '/latest/api/token') response.end('token-of-imds-v2');
      else if (headers['x-aws-ec2-metadata-token'] !== 'token-of-imds-v2') response.writeHead(401).end();
      else if (url === '/latest/meta-data/iam/security-credentials/') response.end('Bastion');
      else if (url === '/latest/meta-data/iam/security-credentials/Bastion')
        response.end(credentialsJson('Bastion', 'i-0abc'));
      else response.writeHead(404).end();
    };
    return { asked, answer };
  };

  test('come from the instance, with a token, for a profile that has none and as the source of a role', async () => {
    const { asked, answer } = metadata();
    const imds = await startStub(answer);
    await config(
      `[profile plain]\nregion = eu-west-1\nservices = sim\n[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nrole_session_name = someone\ncredential_source = Ec2InstanceMetadata\nregion = eu-west-1\nservices = sim\n`,
    );
    const aws = onMachine({ AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url });
    assert.equal(await arnOf('plain', aws), `arn:aws:sts::${STAGING}:assumed-role/Bastion/i-0abc`);
    assert.equal(asked[0], 'PUT /latest/api/token');
    assert.equal(await arnOf('role', aws), `arn:aws:sts::${STAGING}:assumed-role/R/someone`);
  });

  test('come from where the profile that is asked for has its metadata, and from no other’s', async () => {
    const [own, others] = [metadata(), metadata()];
    const [imds, another] = [await startStub(own.answer), await startStub(others.answer)];
    await config(
      `[default]\nec2_metadata_service_endpoint = ${another.url}\n[profile plain]\nregion = eu-west-1\nservices = sim\nec2_metadata_service_endpoint = ${imds.url}\n[profile source]\nrole_arn = arn:aws:iam::${STAGING}:role/S\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = ${another.url}\n[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nrole_session_name = someone\nsource_profile = source\nregion = eu-west-1\nservices = sim\nec2_metadata_service_endpoint = ${imds.url}\n`,
    );
    const aws = onMachine({});
    assert.equal(await arnOf('plain', aws), `arn:aws:sts::${STAGING}:assumed-role/Bastion/i-0abc`);
    assert.equal(await arnOf('role', aws), `arn:aws:sts::${STAGING}:assumed-role/R/someone`);
    assert.deepEqual([own.asked.length, others.asked], [6, []]);
  });

  test('are missed within seconds, with a sentence, where the instance has none', async () => {
    const imds = await startStub((_request, response) => response.writeHead(404).end());
    await config('[profile plain]\nregion = eu-west-1\nservices = sim\n');
    const failure = await whyNot('plain', onMachine({ AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url }));
    assert.equal(failure.kind, 'credentials-missing');
    const begun = performance.now();
    const silent = await startStub(() => undefined);
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: silent.url, AWS_METADATA_SERVICE_TIMEOUT: undefined };
    const late = await whyNot('plain', onMachine(env));
    assert.equal(late.kind, 'credentials-missing');
    assert.ok(performance.now() - begun < SOON);
  });

  test('come from the container, with what authorizes to it', async () => {
    const file = await stage().home.write('pod-identity', 'authorization-of-the-pod');
    const container = await startStub((request, response) => {
      if (request.headers.authorization !== 'authorization-of-the-pod') response.writeHead(403).end();
      else response.end(credentialsJson('Pod', 'api-1'));
    });
    await config(
      `[profile plain]\nregion = eu-west-1\nservices = sim\n[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nrole_session_name = someone\ncredential_source = EcsContainer\nregion = eu-west-1\nservices = sim\n`,
    );
    const aws = onMachine({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
    });
    assert.equal(await arnOf('plain', aws), `arn:aws:sts::${STAGING}:assumed-role/Pod/api-1`);
    assert.equal(await arnOf('role', aws), `arn:aws:sts::${STAGING}:assumed-role/R/someone`);
  });
});
