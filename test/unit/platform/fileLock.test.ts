import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { withFileLock } from '../../../src/platform/fileLock.ts';
import { machineFiles } from '../../../src/platform/journalFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'halt-lock-'));
const path = join(folder, 'log.lock');

/** A holder that is alive, since it is this process. */
const living = (name: string): string => `${process.pid} ${name}`;

/** The number of a process that has ended. */
const ended = spawnSync(process.execPath, ['--version']).pid;

/** Long enough that nothing becomes stale while a test runs. */
const NEVER = 60_000;

const had = async (times: { staleAfter: number; giveUpAfter: number }, files = machineFiles): Promise<boolean> =>
  withFileLock(path, async (lock) => lock !== undefined, { times, files });

describe('a file lock', () => {
  beforeEach(() => rmSync(path, { force: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds its own token while the work runs, and leaves nothing behind', async () => {
    await withFileLock(path, async (lock) => {
      assert.match(readFileSync(path, 'utf8'), new RegExp(`^${process.pid} `));
      assert.equal(await lock?.isHeld(), true);
      writeFileSync(path, living('another'));
      assert.equal(await lock?.isHeld(), false);
    });
    assert.equal(readFileSync(path, 'utf8'), living('another'), 'what another holds by now is not taken away');
    rmSync(path);
    await had({ staleAfter: NEVER, giveUpAfter: NEVER });
    assert.equal(existsSync(path), false);
  });

  it('gives up on a living holder after its time, and does the work without', async () => {
    writeFileSync(path, living('busy'));
    const started = performance.now();
    assert.equal(await had({ staleAfter: NEVER, giveUpAfter: 80 }), false);
    assert.ok(performance.now() - started >= 80);
    assert.equal(readFileSync(path, 'utf8'), living('busy'));
  });

  it('takes over at once from a process that has ended', async () => {
    writeFileSync(path, `${ended} gone`);
    assert.equal(await had({ staleAfter: NEVER, giveUpAfter: NEVER }), true);
  });

  it('takes over from a living holder that does nothing, and not from one that changes', async () => {
    writeFileSync(path, living('suspended'));
    assert.equal(await had({ staleAfter: 60, giveUpAfter: NEVER }), true);
    let turn = 0;
    // Each look finds another holder: none of them stays for long enough to be stale.
    const changing: typeof machineFiles = {
      ...machineFiles,
      readFile: async () => {
        turn += 1;
        return Buffer.from(living(`holder ${turn}`));
      },
    };
    writeFileSync(path, living('holder'));
    assert.equal(await had({ staleAfter: 60, giveUpAfter: 400 }, changing), false);
    assert.ok(turn > 3, `${turn} looks`);
    assert.equal(readFileSync(path, 'utf8'), living('holder'));
  });

  it('puts back what it took from a living holder that came first', async () => {
    writeFileSync(path, `${ended} gone`);
    let renames = 0;
    const late: typeof machineFiles = {
      ...machineFiles,
      rename: async (from, to) => {
        renames += 1;
        // Somebody else has taken over between the look and the rename.
        if (renames === 1) writeFileSync(path, living('first'));
        await machineFiles.rename(from, to);
      },
    };
    assert.equal(await had({ staleAfter: NEVER, giveUpAfter: 150 }, late), false);
    assert.equal(renames, 1);
    assert.equal(readFileSync(path, 'utf8'), living('first'));
  });

  it('waits where a holder has not written its name yet', async () => {
    writeFileSync(path, '');
    assert.equal(await had({ staleAfter: NEVER, giveUpAfter: 80 }), false);
  });
});
