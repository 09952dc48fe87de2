import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
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

const wordsIn = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Readonly<Record<string, string>>;

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

  it('has each sentence once in English, found by the number by which each translation has it', () => {
    const read = (name: string): Readonly<Record<string, string>> =>
      JSON.parse(String(files.get(name))) as Readonly<Record<string, string>>;
    const sentences = read('l10n/bundle.l10n.json');
    const german = read('l10n/bundle.l10n.de.json');
    const code = ['dist/extension.cjs', 'dist/halt.cjs'].map((name) => String(files.get(name))).join('\n');
    for (const [number, english] of Object.entries(sentences)) {
      // What only the worker’s errors say has no number.
      if (english === '') continue;
      // 1000 can be written 1e3.
      const written = [number, Number(number).toExponential().replace('+', '')];
      assert.ok(new RegExp(`\\b(?:${written.join('|')})\\b`).test(code), `${number} is said by nobody`);
      // Some are the worker’s too, whose errors are told by texts. A single word can be something else in the code, such as a state.
      if (Object.hasOwn(german, english) || !english.includes(' ')) continue;
      for (const quote of ['"', "'", '`']) assert.ok(!code.includes(`t(${quote}${english}${quote}`), english);
    }
    const languages = [...files.keys()].filter((name) => /^l10n\/bundle\.l10n\.[\w-]+\.json$/.test(name));
    assert.equal(languages.length, 7);
    for (const name of languages) {
      const [packed, written] = [read(name), wordsIn(name)];
      const keys = Object.keys(written);
      for (const [number, english] of Object.entries(sentences)) {
        const key = keys[Number(number)] ?? '';
        // A comment tells two sentences apart that are the same in English.
        if (english === '') assert.equal(packed[key], written[key], `${name}: ${key}`);
        else {
          assert.ok(key === english || key.startsWith(`${english}/`), `${number}: ${key}`);
          assert.equal(packed[number], written[key], `${name}: ${key}`);
        }
      }
    }
  });

  it('has the words of its manifest under numbers, each what stands under its key', () => {
    const manifest = String(files.get('package.json'));
    const numbers = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, number = '']) => number);
    const keys = [...readFileSync(join(ROOT, 'package.json'), 'utf8').matchAll(/"%([^%"]+)%"/g)].map(
      ([, key = '']) => key,
    );
    assert.equal(numbers.length, keys.length);
    for (const name of [...files.keys()].filter((file) => file.startsWith('package.nls'))) {
      const [packed, written] = [JSON.parse(String(files.get(name))) as Record<string, string>, wordsIn(name)];
      assert.equal(Object.keys(packed).length, Object.keys(written).length);
      for (const [at, number] of numbers.entries()) assert.equal(packed[number], written[keys[at] ?? ''], name);
    }
  });

  it('tells nothing of the machine that it was made on', () => {
    for (const [name, bytes] of files) {
      for (const path of [ROOT, folder, 'halt-staged-']) assert.ok(!bytes.includes(path), `${name} names ${path}`);
      assert.ok(!bytes.includes('sourceMappingURL'), `${name} names a source map`);
    }
  });
});
