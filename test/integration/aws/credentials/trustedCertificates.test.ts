import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { rootCertificates } from 'node:tls';
import { trustedCertificates } from '../../../../src/aws/transport/trustedCertificates.ts';

const certificates = join(import.meta.dirname, '../../../stages/certificates');
const pemOf = async (name: string): Promise<string> =>
  (await readFile(join(certificates, name), 'utf8')).trim().replaceAll('\r', '');
const BROKEN = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----';

describe('the certificates that a profile names', () => {
  let folder = '';
  let files = 0;
  let authority = '';
  let server = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halt-trust-'));
    authority = await pemOf('authority.pem');
    server = await pemOf('server.pem');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const write = async (content: string): Promise<string> => {
    files += 1;
    const path = join(folder, `${files}.pem`);
    await writeFile(path, content);
    return path;
  };
  /** Those of the file, without Node's own, which are there, too. */
  const ownOf = ({ authorities }: { readonly authorities: readonly string[] }): readonly string[] => {
    assert.deepEqual(authorities.slice(0, rootCertificates.length), rootCertificates);
    return authorities.slice(rootCertificates.length);
  };

  it('are all of the file’s, between whatever else is in it, beside the authorities that Node has', async () => {
    const path = await write(`# ours\n${authority}\nand\n${BROKEN}\n${server}\nthe end`);
    assert.deepEqual(ownOf(await trustedCertificates(() => 0).read(path)), [authority, server]);
  });

  it('may be called trusted ones, as OpenSSL calls them', async () => {
    const trusted = authority.replaceAll(' CERTIFICATE-', ' TRUSTED CERTIFICATE-');
    const path = await write(`${trusted}\n${authority}`);
    assert.ok(ownOf(await trustedCertificates(() => 0).read(path)).includes(authority));
  });

  for (const [what, content] of [
    ['is empty', ''],
    ['has none that can be read', BROKEN],
    ['has something else', 'proxy = example.com'],
  ] as const)
    it(`are not there where the file ${what}: nobody is trusted in silence`, async () => {
      const path = await write(content);
      await assert.rejects(trustedCertificates(() => 0).read(path), /There is no certificate in it\./);
    });

  it('can’t be read where there is no such file, or a folder in its place', async () => {
    const known = trustedCertificates(() => 0);
    await assert.rejects(known.read(join(folder, 'none.pem')), { code: 'ENOENT' });
    await assert.rejects(known.read(folder));
  });

  it('are looked at again after five seconds, and read again only where the file has changed', async () => {
    const path = await write(authority);
    let now = 1_000_000;
    const known = trustedCertificates(() => now);
    const first = await known.read(path);
    now += 5_000;
    assert.equal(await known.read(path), first);
    await writeFile(path, `${authority}\n${server}`);
    now += 4_999;
    assert.equal(await known.read(path), first);
    now += 1;
    const second = await known.read(path);
    assert.deepEqual(ownOf(second), [authority, server]);
    assert.notEqual(second.stamp, first.stamp);
  });

  it('are read once for all who ask at the same time', async () => {
    const path = await write(authority);
    const known = trustedCertificates(() => 0);
    const [one, other] = await Promise.all([known.read(path), known.read(path)]);
    assert.equal(one, other);
  });

  it('are each file’s own', async () => {
    const known = trustedCertificates(() => 0);
    const [one, other] = [await write(authority), await write(server)];
    assert.deepEqual(ownOf(await known.read(one)), [authority]);
    assert.deepEqual(ownOf(await known.read(other)), [server]);
  });

  it('are tried anew after a file that couldn’t be read has been mended', async () => {
    const path = await write('nothing');
    let now = 0;
    const known = trustedCertificates(() => now);
    await assert.rejects(known.read(path));
    await writeFile(path, authority);
    assert.ok((await stat(path)).size > 10);
    await assert.rejects(known.read(path));
    now += 5_000;
    assert.deepEqual(ownOf(await known.read(path)), [authority]);
  });
});
