import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FAILED } from '../../scripts/suites/totals.ts';

const ROOT = join(import.meta.dirname, '../..');
const IMPORTS = `
import assert from 'node:assert/strict';
import { before, describe, it, test } from 'node:test';
const moment = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
`;

const runs: readonly (readonly [name: string, ended: RegExp, ...sources: readonly string[]])[] = [
  [
    'suites within suites, each with what it begins with, and finds what stands beside a test’s source',
    /^5 passed, 0 failed$/,
    `describe('a', () => {
       let begun = 0;
       before(() => { begun += 1; });
       it('b', () => assert.equal(begun, 1));
       describe('c', () => {
         before(() => { begun += 1; });
         it('d', async (t) => { await t.test('e', () => assert.equal(begun, 2)); });
       });
     });
     test('f', async () => { await moment(); });`,
    "test('a', () => assert.ok(import.meta.dirname.endsWith('beside') && import.meta.url.endsWith('1.test.ts')));",
  ],
  [
    'a test that fails, and a file without one',
    /^0 passed, 2 failed$/,
    "test('a', () => assert.equal(1, 2));",
    'export const nothing = 1;',
  ],
  [
    'a rejection that nobody caught',
    // Where the runner knows which test it was, that one fails.
    /^[01] passed, 1 failed$/,
    "test('a', async () => { void Promise.reject(new Error('!')); await moment(); });",
  ],
  [
    'an error that nobody caught, after the last test as well',
    /^[12] passed, 2 failed$/,
    "test('a', async () => { setImmediate(() => { throw new Error('!'); }); await moment(); });",
    "test('a', () => { setImmediate(() => { throw new Error('!'); }); });",
  ],
  // Its process fails, and nothing is heard of the file.
  ['what can’t be loaded', /^0 passed, 2 failed$/, "throw new Error('!');"],
];

describe('a suite of node:test files', () => {
  let folder = '';
  before(() => {
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    folder = mkdtempSync(join(ROOT, '.cache', 'suites-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const ended = (
    ...paths: readonly string[]
  ): { readonly last: string | undefined; readonly status: number | null; readonly output: string } => {
    // A runner within a runner says what its tests said to the outer one instead.
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const script = join(ROOT, 'scripts/run.mjs');
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, 'suite', 'repository', ...paths], {
      env,
      encoding: 'utf8',
    });
    return { last: stdout.trimEnd().split('\n').at(-1), status, output: `${NODE_TEST_CONTEXT}\n${stdout}${stderr}` };
  };

  for (const [index, [name, expected, ...sources]] of runs.entries())
    it(`counts ${name}`, () => {
      const beside = join(folder, String(index), 'beside');
      mkdirSync(beside, { recursive: true });
      const paths = sources.map((source, at) => {
        const path = join(beside, `${at}.test.ts`);
        writeFileSync(path, `${IMPORTS}${source}\n`);
        return path;
      });
      const { last, status, output } = ended(...paths);
      assert.match(last ?? '', expected, output);
      const failures = output.split('\n').filter((line) => line.startsWith(FAILED));
      assert.equal(failures.length, Number(/, (\d+) failed$/.exec(last ?? '')?.[1]), output);
      assert.equal(status, last?.endsWith(' 0 failed') === true ? 0 : 1);
    });

  it('is no file of window tests without one: several share a process, which tells where none of them has any', () => {
    const windows = join(ROOT, 'test/ui');
    const files = readdirSync(windows, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const empty = files.filter(
      (name) => !/^(?:void )?(?:inWindow|describe|it)\(/m.test(readFileSync(join(windows, name), 'utf8')),
    );
    assert.ok(files.length > 0);
    assert.deepEqual(empty, []);
  });
});
