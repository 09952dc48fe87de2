import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '../..');

/** The files of a ZIP archive, by name. Throws when it has none: see APPNOTE 4.3.12 and 4.3.16 for its two tables. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf('PK\u0005\u0006');
  assert.notEqual(end, -1, 'this is no ZIP archive');
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const start = archive.readUInt32LE(at + 42);
    const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = archive.subarray(data, data + archive.readUInt32LE(at + 20));
    files.set(name, archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

/** Besides the bundles: what VS Code and its gallery show. */
const ALLOWED = [
  /^media\/[\w./-]+\.(?:svg|png|css|md)$/,
  /^package(?:\.nls(?:\.[\w-]+)?)?\.json$/,
  /^l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/,
  /^readme\.md$/,
  /^changelog\.md$/,
  /^LICENSE\.txt$/,
];

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
    const vsix = join(folder, 'halt.vsix');
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'package', vsix]);
    assert.equal(stdout.trimEnd().split('\n').at(-1), vsix, 'the last line is the path');
    const archive = await readFile(vsix);
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
