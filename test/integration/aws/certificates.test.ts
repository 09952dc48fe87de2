import { callerIdentity } from '../../stages/callerIdentity.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type Aws, createAws } from '../../../src/aws/aws.ts';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import { trustedCertificates } from '../../../src/aws/transport/trustedCertificates.ts';
import { createHome, type Home, never } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { keys } from '../../stages/profiles/profileCase.ts';

const folder = join(import.meta.dirname, '../../stages/certificates');
const authority = join(folder, 'authority.pem');
const identity = callerIdentity('111122223333', 'arn:aws:iam::111122223333:user/me');

describe('certificates of a profile', () => {
  let server: Server;
  let endpoint = '';
  let home: Home;
  const made: Aws[] = [];
  before(async () => {
    const tls = {
      key: readFileSync(join(folder, 'server.key')),
      cert: readFileSync(join(folder, 'server.pem')),
    };
    server = createServer(tls, (request, response) => {
      request.resume();
      response.setHeader('content-type', 'text/xml');
      response.end(identity);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((one) => one.dispose()));
    await home.remove();
  });

  const aws = (ownAgents: boolean, env: Readonly<Record<string, string>> = {}): Aws => {
    const transport = nodeTransport({ maxSockets: 4, ownAgents });
    const policy = () => ({ readOnly: true, allowedRegions: [] });
    const one = createAws({ env: { ...home.env, ...env }, policy, transport, attempts: 1 });
    made.push({ ...one, dispose: () => one.dispose().then(() => transport.close()) });
    return one;
  };
  const profile = (name: string, more: string): string =>
    `[profile ${name}]\nregion = eu-west-1\nendpoint_url = ${endpoint}\n${keys('a')}${more}`;

  for (const ownAgents of [true, false]) {
    test(`are trusted for that profile alone, ${ownAgents ? 'with' : 'without'} agents of our own`, async () => {
      await home.write(
        '.aws/config',
        profile('with', `ca_bundle = ${authority}\n`) +
          profile('without', '') +
          profile('others', `ca_bundle = ${join(folder, 'aws.pem')}\n`),
      );
      const one = aws(ownAgents);
      for (const name of ['without', 'with', 'others', 'without', 'with']) {
        const answer = await one.reads.identity(name, never());
        if (name === 'with') assert.equal(valueOf(answer).account, '111122223333');
        else assert.equal(failureIn(answer).kind, 'unreachable');
      }
      const { certificates } = valueOf(await one.diagnose('with', never()));
      assert.equal(certificates, authority);
    });
  }

  test('of the environment come before the profile’s', async () => {
    await home.write('.aws/config', profile('p', 'ca_bundle = /no/such/file\n'));
    assert.equal(
      valueOf(await aws(true, { AWS_CA_BUNDLE: authority }).reads.identity('p', never())).account,
      '111122223333',
    );
    const failure = failureIn(await aws(true).reads.identity('p', never()));
    assert.equal(failure.kind, 'unreachable');
    assert.match(failure.message, /\/no\/such\/file can’t be read/);
  });

  test('are read once, and again when the file has changed', async () => {
    const pem = await readFile(authority, 'utf8');
    const path = await home.write(
      'bundle.pem',
      `text before\n${pem}\n-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n`,
    );
    let now = 0;
    const certificates = trustedCertificates(() => now);
    const first = await certificates.read(path);
    assert.equal(await certificates.read(path), first);
    now += 60_000;
    assert.equal(await certificates.read(path), first);
    await writeFile(path, pem + pem);
    assert.equal(await certificates.read(path), first);
    now += 60_000;
    const second = await certificates.read(path);
    assert.notEqual(second.stamp, first.stamp);
    assert.equal(second.authorities.length, first.authorities.length + 1);
    await writeFile(path, 'nothing');
    now += 60_000;
    await assert.rejects(certificates.read(path), /no certificate/);
  });
});
