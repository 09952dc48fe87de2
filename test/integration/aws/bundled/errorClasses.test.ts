import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../../..');

/** Those whose errors Halt reads, and the file of each. */
const packages = [
  'client-ecs/dist-es/models/errors.js',
  'client-sts/dist-es/models/errors.js',
  'nested-clients/dist-es/submodules/sso/models/errors.js',
  'nested-clients/dist-es/submodules/sso-oidc/models/errors.js',
  'nested-clients/dist-es/submodules/signin/models/errors.js',
] as const;

type ErrorClass = (new (told: object) => Error) & { readonly shapeId: string };

describe('the errors of AWS in the product', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halt-errors-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const bundled = async (file: string, plugins: readonly Plugin[]): Promise<[string, ErrorClass][]> => {
    const outfile = join(folder, `${file.replaceAll('/', '-')}-${plugins.length}.mjs`);
    await build({
      entryPoints: [join(ROOT, 'node_modules/@aws-sdk', file)],
      ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error', plugins: [...plugins] },
      mainFields: ['module', 'main'],
    });
    return Object.entries((await import(pathToFileURL(outfile).href)) as Record<string, ErrorClass>);
  };

  for (const file of packages)
    test(`are those of ${file}`, async () => {
      const { sdkPlugins } = (await import(pathToFileURL(join(ROOT, 'scripts/bundling/sdkPlugins.mjs')).href)) as {
        readonly sdkPlugins: readonly Plugin[];
      };
      const [packaged, ours] = [await bundled(file, []), await bundled(file, sdkPlugins)];
      assert.ok(packaged.length > 0);
      assert.deepEqual(
        ours.map(([name]) => name),
        packaged.map(([name]) => name),
      );
      const told = {
        message: 'No.',
        $metadata: { httpStatusCode: 400 },
        error: 'e',
        resourceIds: ['r'],
        name: 'Other',
      };
      for (const [name, Ours] of ours) {
        const Packaged = packaged.find(([other]) => other === name)?.[1];
        assert.ok(Packaged);
        assert.equal(Ours.shapeId, Packaged.shapeId);
        const [here, there] = [new Ours(told), new Packaged(told)];
        assert.deepEqual({ ...here }, { ...there });
        for (const error of [here, there]) assert.ok(error instanceof Error);
        assert.deepEqual([here.name, here.message, String(here)], [there.name, there.message, String(there)]);
        // Each is told from the others, and from none by chance.
        assert.deepEqual(
          ours.map(([, Other]) => here instanceof Other),
          packaged.map(([, Other]) => there instanceof Other),
        );
      }
    });
});
