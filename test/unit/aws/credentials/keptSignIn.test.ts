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
      const stamp = await replaceSignIn(link, 'new');
      assert.equal(stamp, fileStamp(statSync(link)));
      assert.equal(lstatSync(link).isSymbolicLink(), true);
      assert.equal(readFileSync(real, 'utf8'), 'new');
      assert.equal(statSync(real).mode & 0o777, 0o600);
      await replaceSignIn(join(folder, 'first.json'), 'first');
      assert.deepEqual(readdirSync(folder).toSorted(), ['first.json', 'link.json', 'real.json']);
    },
  );

  it('leaves no draft of its secrets where it can’t be put in place', async () => {
    const path = join(folder, 'taken.json');
    mkdirSync(join(path, 'by a folder'), { recursive: true });
    await assert.rejects(replaceSignIn(path, 'secret'));
    assert.deepEqual(readdirSync(folder), ['taken.json']);
  });
});
