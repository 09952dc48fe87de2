import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { withFileLock } from '../../../src/platform/fileLock.ts';
import { machineFiles } from '../../../src/platform/journalFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'halt-lock-refused-'));
const path = join(folder, 'log.lock');
const NEVER = 60_000;
/** For those that are to give up. */
const short = { staleAfter: NEVER, giveUpAfter: 25 };
/** For those that are to get it, however busy the machine is. */
const patient = { staleAfter: NEVER, giveUpAfter: NEVER };
const refusal = (code: string) => Object.assign(new Error(`${code}: refused`), { code });
const had = async (files = machineFiles, times = short): Promise<boolean> =>
  withFileLock(path, async (lock) => lock !== undefined, { times, files });

beforeEach(() => rmSync(path, { force: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a file lock that the disk refuses', () => {
  for (const code of ['EROFS', 'EACCES', 'ENOSPC', 'EIO'])
    it(`says so at once, and the work isn’t done (${code})`, async () => {
      let isDone = false;
      const files: typeof machineFiles = { ...machineFiles, open: () => Promise.reject(refusal(code)) };
      const work = withFileLock(path, async () => (isDone = true), { times: short, files });
      await assert.rejects(work, { code });
      assert.equal(isDone, false);
    });

  it('is waited for on Windows while the removal of another is pending, and on no other system', async (t) => {
    const platform = process.platform;
    t.after(() => Object.defineProperty(process, 'platform', { value: platform }));
    for (const code of ['EPERM', 'EBUSY']) {
      let refusals = 2;
      const files: typeof machineFiles = {
        ...machineFiles,
        open: (...args: Parameters<typeof machineFiles.open>) => {
          refusals -= 1;
          return refusals >= 0 ? Promise.reject(refusal(code)) : machineFiles.open(...args);
        },
      };
      Object.defineProperty(process, 'platform', { value: 'win32' });
      assert.equal(await had(files, patient), true, code);
      refusals = 2;
      Object.defineProperty(process, 'platform', { value: 'linux' });
      await assert.rejects(had(files), { code });
    }
    Object.defineProperty(process, 'platform', { value: 'win32' });
    const full: typeof machineFiles = { ...machineFiles, open: () => Promise.reject(refusal('ENOSPC')) };
    await assert.rejects(had(full), { code: 'ENOSPC' }, 'what else Windows refuses is told at once');
  });

  it('is in nobody’s way where its holder’s name could not be written', async () => {
    let isClosed = false;
    const files: typeof machineFiles = {
      ...machineFiles,
      open: async (...args: Parameters<typeof machineFiles.open>) => {
        const file = await machineFiles.open(...args);
        file.writeFile = () => Promise.reject(refusal('ENOSPC'));
        const close = file.close.bind(file);
        file.close = () => {
          isClosed = true;
          return close();
        };
        return file;
      },
    };
    await assert.rejects(had(files), { code: 'ENOSPC' });
    assert.deepEqual([existsSync(path), isClosed], [false, true]);
    assert.equal(await had(machineFiles, patient), true);
  });
});

describe('a file lock whose holder is another', () => {
  for (const holder of ['0 nobody', '-1 nobody', '-999999999 no group', '1.5 half', 'no number', ' blank'])
    it(`is not taken from one that names no process: ${JSON.stringify(holder)}`, async () => {
      writeFileSync(path, holder);
      assert.equal(await had(), false);
      assert.equal(readFileSync(path, 'utf8'), holder);
    });

  it('is not taken from one that came while the one before was waited for, before that one has done nothing for as long', async () => {
    writeFileSync(path, `${process.pid} first`);
    const started = performance.now();
    const files: typeof machineFiles = {
      ...machineFiles,
      readFile: async () => Buffer.from(`${process.pid} ${performance.now() - started < 200 ? 'first' : 'second'}`),
    };
    assert.equal(await had(files, { staleAfter: 300, giveUpAfter: 300 }), false);
    assert.equal(readFileSync(path, 'utf8'), `${process.pid} first`);
  });

  it('is no lock for good where it can’t be read: somebody else’s, or a folder', async () => {
    const impatient = { staleAfter: 20, giveUpAfter: NEVER };
    const unreadable: typeof machineFiles = {
      ...machineFiles,
      readFile: async (one: string) => {
        const bytes = await machineFiles.readFile(one);
        if (bytes.toString('utf8') === 'another’s') throw refusal('EACCES');
        return bytes;
      },
    };
    writeFileSync(path, 'another’s');
    assert.equal(await had(unreadable, impatient), true);
    mkdirSync(path);
    assert.equal(await had(machineFiles, impatient), true);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is no lock for good where it is a link to nothing', { skip: process.platform === 'win32' }, async () => {
    symlinkSync('nobody’s', path);
    const first = performance.now();
    assert.equal(await had(machineFiles, { staleAfter: 20, giveUpAfter: 2_000 }), true);
    assert.ok(performance.now() - first < 1_500);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves nothing behind where its removal, or a look at it, is refused for a moment', async () => {
    for (const what of ['rm', 'readFile'] as const) {
      let refusals = 2;
      const refused = async (): Promise<void> => {
        refusals -= 1;
        if (refusals >= 0) throw refusal('EBUSY');
      };
      const files: typeof machineFiles = {
        ...machineFiles,
        ...(what === 'rm' && {
          rm: async (...args: Parameters<typeof machineFiles.rm>) => refused().then(() => machineFiles.rm(...args)),
        }),
        ...(what === 'readFile' && {
          readFile: async (one: string) => refused().then(() => machineFiles.readFile(one)),
        }),
      };
      assert.equal(await had(files, patient), true);
      assert.deepEqual([refusals < 0, existsSync(path)], [true, false], what);
    }
  });

  it('is waited for where the disk doesn’t let it be taken, as while it is open elsewhere', async () => {
    writeFileSync(path, '999999999 gone');
    let refusals = 0;
    const files: typeof machineFiles = {
      ...machineFiles,
      rename: (...args: Parameters<typeof machineFiles.rename>) => {
        refusals += 1;
        return refusals < 3 ? Promise.reject(refusal('EBUSY')) : machineFiles.rename(...args);
      },
    };
    assert.equal(await had(files, patient), true);
    assert.equal(refusals, 3);
  });

  it('is not taken from a process that somebody else owns', async (t) => {
    const kill = process.kill.bind(process);
    t.after(() => (process.kill = kill));
    process.kill = () => {
      throw refusal('EPERM');
    };
    writeFileSync(path, '4242 another user’s');
    assert.equal(await had(), false);
    process.kill = () => {
      throw refusal('ESRCH');
    };
    assert.equal(await had(machineFiles, patient), true);
    assert.deepEqual(readdirSync(folder), [], 'what it took is gone, too');
  });
});
