import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Account {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/** For EC2, ECS, FIS, STS, CloudWatch and IAM; in bytes. */
const MOST = 560_000;

describe('the worker’s bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bundle-'));
  let inputs: readonly string[] = [];
  before(async () => {
    const { build } = (await import(pathToFileURL(join(import.meta.dirname, '../../esbuild.mjs')).href)) as {
      readonly build: (options: { production: boolean; to: string }) => Promise<void>;
    };
    await build({ production: true, to: folder });
    const { outputs } = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Account;
    const found = Object.entries(outputs).find(([path]) => path.endsWith('/worker.cjs'))?.[1];
    inputs = Object.entries(found?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is small enough to be loaded while somebody waits', () => {
    const { size } = statSync(join(folder, 'worker.cjs'));
    assert.ok(size <= MOST, `${size} bytes`);
  });

  it('holds nothing of what is never called', () => {
    const useless =
      /[\\/](?:bowser|fast-xml-parser|client-sso|client-sso-oidc|token-providers|credential-provider-(?:node|ini|process|sso|login|cognito-identity|imds|http)|submodules[\\/](?:sts|cognito-identity))[\\/]|client-fis[\\/].*credential-provider/;
    assert.deepEqual(
      inputs.filter((path) => useless.test(path)),
      [],
    );
  });

  it('holds the SDK’s plumbing once', () => {
    const old =
      /[\\/]client-fis[\\/]node_modules[\\/]|@smithy[\\/](?:middleware|util|smithy-client|protocol-http|(?:node-)?config|property-provider|shared-ini|service-error|url-parser|querystring|hash)[\w-]*[\\/]|@aws-sdk[\\/](?:middleware|util|region-config)[\w-]*[\\/]|node_modules[\\/]uuid[\\/]/;
    assert.deepEqual(
      inputs.filter((path) => old.test(path)),
      [],
    );
  });

  it('still has each way to credentials', () => {
    for (const name of [
      'fromInstance.ts',
      'fromContainer.ts',
      'credential-provider-web-identity',
      'client-sts',
      'submodules/sso',
      'submodules/sso-oidc',
      'submodules/signin',
      'fromHelperProcess.ts',
    ]) {
      assert.ok(
        inputs.some((path) => `${path}/`.includes(`/${name}/`)),
        name,
      );
    }
  });
});
