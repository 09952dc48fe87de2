import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readOrdinaryFile, unreadable, UnreadableFile } from '../../../../src/aws/transport/ordinaryFile.ts';
import type { FileFault } from '../../../../src/model/fileFault.ts';

const folder = mkdtempSync(join(tmpdir(), 'halt-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** Why a file isn't read, with what its error is known by. */
const refusal = (path: string, most: number): Promise<UnreadableFile> =>
  readOrdinaryFile(path, most).then(
    () => assert.fail(`${path} was read`),
    (error: unknown) => (error instanceof UnreadableFile ? error : assert.fail(String(error))),
  );

void describe('a file that a person’s configuration names', () => {
  void it('is named as it is written, whatever is in its name', async () => {
    for (const name of ["/nowhere/$'.pem", '/nowhere/$&.pem', '/nowhere/$$.pem', '/nowhere/$`$1.pem']) {
      await assert.rejects(readOrdinaryFile(name, 10), ({ message }: Error) => message.startsWith(`${name} `), name);
    }
  });

  void it('is read whole, also where it is longer than one piece, and up to what it may have', async () => {
    for (const size of [0, 1, 64 * 1024, 64 * 1024 + 1, 200_000]) {
      const bytes = Buffer.alloc(size, 'halt');
      writeFileSync(at('sound'), bytes);
      assert.deepEqual(await readOrdinaryFile(at('sound'), Math.max(1, size)), bytes);
    }
    symlinkSync(at('sound'), at('link'));
    assert.equal((await readOrdinaryFile(at('link'), 1_000_000)).length, 200_000);
  });

  void it('is empty where it is the empty device', { skip: process.platform === 'win32' }, async () => {
    assert.equal((await readOrdinaryFile('/dev/null', 10)).length, 0);
  });

  void it('says what it is instead of a file, or what keeps it from being read', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('large'), Buffer.alloc(3 * 1024 * 1024 + 1));
    symlinkSync(at('circle-a'), at('circle-b'));
    symlinkSync(at('circle-b'), at('circle-a'));
    const rows: readonly (readonly [path: string, code: string, fault: FileFault])[] = [
      [at('folder'), 'EISDIR', { kind: 'folder' }],
      [at('nowhere'), 'ENOENT', { kind: 'missing' }],
      [at('large/below'), 'ENOTDIR', { kind: 'missing' }],
      [at('large'), 'EFBIG', { kind: 'too-big', megabytes: 3 }],
      [at('circle-a'), 'ELOOP', { kind: 'link-circle' }],
      [at('n'.repeat(300)), 'ENAMETOOLONG', { kind: 'long-name' }],
    ];
    for (const [path, code, fault] of rows) {
      const error = await refusal(path, 3 * 1024 * 1024);
      assert.deepEqual([error.code, error.fault], [code, fault], path);
      assert.ok(error.message.startsWith(`${path} `), error.message);
    }
  });

  void it(
    'is neither waited for nor read without an end where it is a pipe or a device',
    {
      skip: process.platform === 'win32',
    },
    async () => {
      execFileSync('mkfifo', [at('pipe')]);
      for (const path of [at('pipe'), '/dev/zero']) {
        const { code, fault } = await refusal(path, 10);
        assert.deepEqual([code, fault], ['ENOTFILE', { kind: 'no-file' }], path);
      }
    },
  );

  void it(
    'is read no further than it may be where it has more than it says',
    { skip: process.platform !== 'linux' },
    async () => {
      // Its size is said to be none.
      assert.equal((await refusal('/proc/self/status', 10)).code, 'EFBIG');
    },
  );

  void it('is left closed, read or not', { skip: process.platform !== 'linux' }, async () => {
    writeFileSync(at('sound'), 'x');
    const isOpen = (path: string): boolean =>
      readdirSync('/proc/self/fd').some((handle) => {
        try {
          return readlinkSync(`/proc/self/fd/${handle}`) === path;
        } catch {
          return false;
        }
      });
    const [own, status] = [at('sound'), `/proc/${process.pid}/status`];
    await readOrdinaryFile(own, 10);
    await refusal(status, 10);
    assert.deepEqual([isOpen(own), isOpen(status)], [false, false]);
  });

  void it('is told by what the disk says, and by its code where that is nothing that has words', () => {
    const coded = (code: string) => Object.assign(new Error('disk'), { code });
    const rows: readonly (readonly [error: unknown, code: string, fault: FileFault])[] = [
      [coded('EACCES'), 'EACCES', { kind: 'not-permitted' }],
      [coded('EPERM'), 'EPERM', { kind: 'not-permitted' }],
      [coded('EIO'), 'EIO', { kind: 'unreadable', code: 'EIO' }],
      [new Error('no code'), 'unknown', { kind: 'unreadable', code: 'unknown' }],
      ['a text', 'unknown', { kind: 'unreadable', code: 'unknown' }],
    ];
    for (const [error, code, fault] of rows) {
      const told = unreadable('/nowhere/config', error);
      assert.deepEqual([told.code, told.fault], [code, fault]);
    }
    const before = unreadable('/a', coded('EIO'));
    assert.equal(unreadable('/b', before), before);
  });

  void it('is not read where its mode forbids it', { skip: process.getuid?.() === 0 }, async () => {
    writeFileSync(at('locked'), 'x');
    chmodSync(at('locked'), 0o000);
    assert.deepEqual((await refusal(at('locked'), 10)).fault, { kind: 'not-permitted' });
  });
});
