import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { unzip } from '../stages/unzip.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Besides the bundles: what VS Code and its gallery show. */
const ALLOWED = [
  /^media\/[\w./-]+\.(?:svg|png|css|md)$/,
  /^package(?:\.nls(?:\.[\w-]+)?)?\.json$/,
  /^l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/,
  /^readme\.md$/,
  /^changelog\.md$/,
  /^LICENSE\.txt$/,
];

async function packaged(vsix: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'package', vsix]);
  assert.equal(stdout.trimEnd().split('\n').at(-1), vsix, 'the last line is the path');
  return vsix;
}

describe('the VSIX', () => {
  let folder = '';
  let size = 0;
  let bundles: readonly string[] = [];
  let files: ReadonlyMap<string, Buffer> = new Map();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halt-package-'));
    const { ENTRIES } = (await import(pathToFileURL(join(ROOT, 'esbuild.mjs')).href)) as {
      ENTRIES: readonly { output: string }[];
    };
    bundles = ENTRIES.map(({ output }) => `dist/${output}`);
    // The one that a whole run has packaged, or one of its own.
    const archive = await readFile(process.env['HALT_PACKAGED'] ?? (await packaged(join(folder, 'halt.vsix'))));
    size = archive.length;
    files = new Map(
      [...unzip(archive)]
        .filter(([name]) => name.startsWith('extension/'))
        .map(([name, bytes]) => [name.slice('extension/'.length), bytes]),
    );
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('holds what runs, and nothing else', (context) => {
    const foreign = [...files.keys()].filter(
      (name) => !bundles.includes(name) && !ALLOWED.some((allowed) => allowed.test(name)),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      [...bundles, 'package.json', 'package.nls.json', 'readme.md', 'changelog.md', 'LICENSE.txt'].filter(
        (name) => !files.has(name),
      ),
      [],
      'these are missing',
    );
    context.diagnostic(`VSIX: ${(size / 1024).toFixed(0)} KiB`);
    for (const name of bundles)
      context.diagnostic(`${name}: ${((files.get(name)?.length ?? 0) / 1024).toFixed(0)} KiB`);
  });

  it('has every file that its manifest names', () => {
    const manifest = String(files.get('package.json'));
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[^"]+)"/g)].map(([, path]) => path ?? '');
    assert.ok(named.length >= 3, `only ${named.join(', ')} were found`);
    assert.deepEqual(
      named.filter((path) => !files.has(path)),
      [],
    );
  });

  it('tells nothing of the machine that it was made on', () => {
    for (const [name, bytes] of files) {
      for (const path of [ROOT, folder, 'halt-staged-']) assert.ok(!bytes.includes(path), `${name} names ${path}`);
      assert.ok(!bytes.includes('sourceMappingURL'), `${name} names a source map`);
    }
  });
});
