import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileStamp } from '../../../../src/base/fileStamp.ts';
import { keptSignIn, replaceSignIn } from '../../../../src/aws/credentials/keptSignIn.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halt-signin-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a kept sign-in', () => {
  it('is read as it is, and as none where nothing can be read', async () => {
    const path = join(folder, 'one.json');
    assert.equal(await keptSignIn(path), undefined);
    const odd: readonly (readonly [content: string | Buffer, expected: unknown])[] = [
      ['{"accessToken": "x"}', { accessToken: 'x' }],
      ['', undefined],
      ['{"accessToken": ', undefined],
      [Buffer.from('{"a": 1}', 'utf16le'), undefined],
      [' '.repeat(1024 * 1024 + 1), undefined],
    ];
    for (const [content, expected] of odd) {
      writeFileSync(path, content);
      assert.deepEqual(await keptSignIn(path), expected);
    }
    mkdirSync(join(folder, 'folder.json'));
    assert.equal(await keptSignIn(join(folder, 'folder.json')), undefined);
  });

  it('is not waited for where a pipe stands in its place', { skip: process.platform === 'win32' }, async () => {
    // Each that was waited for would take one of the four threads that read all files.
    const pipes = Array.from({ length: 6 }, (_, index) => join(folder, `${index}.json`));
    execFileSync('mkfifo', pipes);
    assert.deepEqual(
      await Promise.all(pipes.map(keptSignIn)),
      pipes.map(() => undefined),
    );
  });

  it(
    'is replaced whole, for its owner alone, where a link leads to, too',
    { skip: process.platform === 'win32' },
    async () => {
      const [real, link] = [join(folder, 'real.json'), join(folder, 'link.json')];
      writeFileSync(real, 'old', { mode: 0o644 });
      symlinkSync(real, link);
      const stamp = await replaceSignIn(link, undefined, 'new');
      assert.equal(stamp, fileStamp(statSync(link)));
      assert.equal(lstatSync(link).isSymbolicLink(), true);
      assert.equal(readFileSync(real, 'utf8'), 'new');
      assert.equal(statSync(real).mode & 0o777, 0o600);
      await replaceSignIn(join(folder, 'first.json'), undefined, 'first');
      assert.deepEqual(readdirSync(folder).toSorted(), ['first.json', 'link.json', 'real.json']);
    },
  );

  const renewed = { refreshToken: 'one' };
  for (const [what, change, left] of [
    ['has signed in anew', (path: string) => writeFileSync(path, '{"refreshToken": "two"}'), '{"refreshToken": "two"}'],
    ['has signed out', (path: string) => rmSync(path), undefined],
    ['writes it just then', (path: string) => writeFileSync(path, '{"refreshTok'), '{"refreshTok'],
  ] as const)
    it(`stays as it is where somebody ${what} while Halt renewed it`, async () => {
      const path = join(folder, 'other.json');
      writeFileSync(path, JSON.stringify(renewed));
      change(path);
      assert.equal(await replaceSignIn(path, renewed, '{"refreshToken": "renewed"}'), undefined);
      assert.deepEqual(readdirSync(folder), left === undefined ? [] : ['other.json']);
      if (left !== undefined) assert.equal(readFileSync(path, 'utf8'), left);
    });

  it('is replaced where it is still what was renewed', async () => {
    const path = join(folder, 'same.json');
    writeFileSync(path, JSON.stringify(renewed, undefined, 2));
    assert.equal(await replaceSignIn(path, renewed, '{}'), fileStamp(statSync(path)));
    assert.equal(readFileSync(path, 'utf8'), '{}');
  });

  it('leaves no draft of its secrets where it can’t be put in place', async () => {
    const path = join(folder, 'taken.json');
    mkdirSync(join(path, 'by a folder'), { recursive: true });
    await assert.rejects(replaceSignIn(path, undefined, 'secret'));
    assert.deepEqual(readdirSync(folder), ['taken.json']);
  });
});
