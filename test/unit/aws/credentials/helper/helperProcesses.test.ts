import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  createHelperProcesses,
  type HelperProcesses,
} from '../../../../../src/aws/credentials/helper/helperProcesses.ts';
import { createProcessGroups } from '../../../../../src/aws/credentials/helper/processGroups.ts';
import { isRunning, pidsIn, until } from '../../../../stages/processes.ts';

const MINUTES = 300_000;
/** A command line whose one program is a shell that runs this. */
const inShell = (script: string): string => `sh -c '${script.replaceAll("'", `'\\''`)}'`;

describe(
  '11.26: a helper program',
  { skip: process.platform === 'win32' ? 'its commands are a POSIX shell’s' : false },
  () => {
    let folder: string;
    let pids: string;
    const made: HelperProcesses[] = [];
    const helpers = (timeout = MINUTES, onGroup?: (leader: number, runs: boolean) => void): HelperProcesses => {
      const one = createHelperProcesses({ timeout, ...(onGroup && { onGroup }) });
      made.push(one);
      return one;
    };
    /** A program that hangs, with a child that does. Both write down who they are. */
    const hanging = (): string => `sh -c 'echo $$ >> ${pids}; exec sleep 1000' & echo $$ >> ${pids}; sleep 1000; true`;
    const gone = (all: readonly number[]) => until(() => !all.some(isRunning));

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'halt-helpers-'));
      pids = join(folder, 'pids');
    });
    afterEach(async () => {
      for (const one of made.splice(0)) one.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    test('that exits gives its output, its complaint and its code', async () => {
      const end = await helpers().run('p', inShell('echo out; echo err >&2; exit 3'));
      assert.deepEqual(end, { kind: 'exited', code: 3, output: 'out\n', complaint: 'err\n' });
      const killed = await helpers().run('p', inShell('kill -9 $$'));
      assert.deepEqual(killed, { kind: 'exited', code: null, output: '', complaint: '' });
    });

    test('that asks finds its input at an end, and no terminal', async () => {
      const asks = [
        'cat; echo asked',
        'read answer; echo "asked $answer"',
        'if ( : < /dev/tty ) 2>/dev/null; then sleep 1000; fi; echo asked',
        'test -t 0 || test -t 1 || test -t 2 || echo asked',
      ];
      for (const command of asks) {
        const end = await helpers().run('p', inShell(command));
        assert.equal(end.kind === 'exited' && end.output.trim(), 'asked', command);
      }
    });

    test('gets its words as they are: no shell takes a part of them for its own', async () => {
      const written = await helpers().run('p', `printf '%s|' $HOME "a  b" 'c;d' e\\ f \`id\` x>y "q\\"r" '' ; && # z`);
      assert.equal(written.kind === 'exited' && written.output, '$HOME|a  b|c;d|e f|`id`|x>y|q"r||;|&&|#|z|');
    });

    test('that is a batch file is refused on Windows, where it would need a shell', async () => {
      const windows = createHelperProcesses({ timeout: MINUTES, platform: 'win32' });
      made.push(windows);
      for (const command of ['give.cmd', '"C:\\Program Files\\give.BAT" --x', 'give.cmd. y', `give.cmd it's`])
        assert.deepEqual(await windows.run('p', command), { kind: 'batch-file' }, command);
      for (const command of ['no-such.cmd.exe', 'no-such.command'])
        assert.equal((await windows.run('p', command)).kind, 'not-started', command);
      assert.equal((await helpers().run('p', '/no/such.cmd')).kind, 'not-started', 'elsewhere it is a program');
    });

    test('that hangs is ended after its time, with whatever it started', async () => {
      assert.deepEqual(await helpers(600).run('p', inShell(hanging())), { kind: 'late' });
      await gone(await pidsIn(pids, 2));
    });

    test('that ignores what it is told is ended all the same', async () => {
      const stubborn = `trap '' HUP INT TERM; echo $$ >> ${pids}; while :; do sleep 1; done`;
      assert.deepEqual(await helpers(600).run('p', inShell(stubborn)), { kind: 'late' });
      await gone(await pidsIn(pids, 1));
    });

    test('that hangs is not started again by those who ask meanwhile', async () => {
      const owner = helpers();
      const polls = Array.from({ length: 20 }, () => owner.run('p', inShell(hanging())));
      const all = await pidsIn(pids, 2);
      polls.push(...Array.from({ length: 20 }, () => owner.run('p', inShell(hanging()))));
      owner.dispose();
      for (const end of await Promise.all(polls)) assert.deepEqual(end, { kind: 'given-up' });
      await gone(all);
      assert.equal((await pidsIn(pids, 2)).length, 2);
    });

    test('is started again once it has ended, and not while a newer one is at work', async () => {
      const owner = helpers();
      const counting = inShell(`echo $$ >> ${pids}; wc -l < ${pids}`);
      for (const times of ['1', '2']) {
        const end = await owner.run('p', counting);
        assert.equal(end.kind === 'exited' && end.output.trim(), times);
      }
      await rm(pids);
      const old = owner.run('p', 'sleep 1000');
      const next = owner.run('p', inShell(hanging()));
      assert.deepEqual(await old, { kind: 'given-up' });
      const same = owner.run('p', inShell(hanging()));
      const all = await pidsIn(pids, 2);
      owner.dispose();
      assert.deepEqual(await Promise.all([next, same]), [{ kind: 'given-up' }, { kind: 'given-up' }]);
      await gone(all);
      assert.equal((await pidsIn(pids, 2)).length, 2);
    });

    test('of one profile doesn’t wait for that of another', async () => {
      const owner = helpers();
      const slow = owner.run('slow', inShell(hanging()));
      assert.equal((await owner.run('quick', inShell('echo x'))).kind, 'exited');
      owner.dispose();
      assert.deepEqual(await slow, { kind: 'given-up' });
    });

    test('that its profile names no more is ended', async () => {
      const owner = helpers();
      const old = owner.run('p', inShell(hanging()));
      const all = await pidsIn(pids, 2);
      const next = await owner.run('p', inShell('echo next'));
      assert.equal(next.kind === 'exited' && next.output, 'next\n');
      assert.deepEqual(await old, { kind: 'given-up' });
      await gone(all);
    });

    test('ends with its owner, which starts none afterwards', async () => {
      const owner = helpers();
      const end = owner.run('p', inShell(hanging()));
      const all = await pidsIn(pids, 2);
      owner.dispose();
      assert.deepEqual(await end, { kind: 'given-up' });
      await gone(all);
      assert.deepEqual(await owner.run('p', inShell(`echo $$ >> ${pids}`)), { kind: 'given-up' });
      assert.equal((await pidsIn(pids, 2)).length, 2);
    });

    test('ends with an owner that is killed, which can end nothing itself', async (t) => {
      const begun = join(folder, 'begun');
      const source = JSON.stringify(
        pathToFileURL(join(import.meta.dirname, '../../../../../src/aws/credentials/helper/helperProcesses.ts')).href,
      );
      const code = `
        const { createHelperProcesses } = await import(${source});
        const owner = createHelperProcesses({ timeout: ${MINUTES} });
        await owner.run('absent', '/no/such/program');
        await owner.run('ended', ${JSON.stringify(inShell('true'))});
        const hangs = owner.run('hangs', ${JSON.stringify(inShell(hanging()))});
        // Only then is there anybody who ends it.
        (await import('node:fs')).writeFileSync(${JSON.stringify(begun)}, '');
        await hangs;
      `;
      const host = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: 'ignore' });
      t.after(() => host.kill('SIGKILL'));
      const all = await pidsIn(pids, 2);
      await until(() => existsSync(begun));
      assert.ok(all.every(isRunning));
      host.kill('SIGKILL');
      await gone(all);
    });

    test('that floods its output is ended before much of it is kept', async () => {
      assert.deepEqual(await helpers().run('p', inShell(`echo $$ >> ${pids}; cat /dev/zero`)), { kind: 'too-much' });
      await gone(await pidsIn(pids, 1));
      const most = await helpers().run('p', inShell('head -c 1000000 /dev/zero'));
      assert.equal(most.kind === 'exited' && most.output.length, 1_000_000);
      assert.deepEqual(await helpers().run('p', inShell('head -c 1000001 /dev/zero')), { kind: 'too-much' });
    });

    test('that floods its complaint is heard to a point', async () => {
      const end = await helpers().run('p', inShell('head -c 5000000 /dev/zero >&2; echo done'));
      assert.ok(end.kind === 'exited' && end.output === 'done\n' && end.complaint.length === 65_536);
    });

    test('leaves nothing behind when it exits, and what keeps its output open holds nobody up', async () => {
      const end = await helpers().run(
        'p',
        inShell(`sh -c 'echo $$ >> ${pids}; exec sleep 1000' & sleep 0.2; echo given`),
      );
      assert.equal(end.kind === 'exited' && end.output, 'given\n');
      await gone(await pidsIn(pids, 1));
    });

    test('that can’t be started is a failure, not an exception', async () => {
      assert.equal((await helpers().run('p', 'echo \0')).kind, 'not-started');
      const groups: number[] = [];
      const absent = await helpers(MINUTES, (leader) => groups.push(leader)).run('p', '/no/such/program');
      assert.deepEqual([absent, groups], [{ kind: 'not-started', code: 'ENOENT' }, []]);
      for (const command of ['', '  ', `'' x`, `sh -c 'never closed`, 'sh \\'])
        assert.deepEqual(await helpers().run('p', command), { kind: 'no-command' }, command);
    });

    test('tells the group that it leads, while it leads it', async () => {
      const told: [number, boolean][] = [];
      const end = helpers(MINUTES, (leader, runs) => told.push([leader, runs]));
      await end.run('p', inShell(`echo $$ >> ${pids}`));
      const [pid = 0] = await pidsIn(pids, 1);
      assert.deepEqual(told, [
        [pid, true],
        [pid, false],
      ]);
    });
  },
);

describe('process groups', () => {
  function ender(platform: NodeJS.Platform) {
    const ended: unknown[] = [];
    return {
      ended,
      platform,
      killGroup: (leader: number) => void ended.push(leader),
      start: (file: string, args: readonly string[]) => void ended.push([file.split(/[\\/]/).at(-1), ...args]),
    };
  }

  test('are ended as groups on POSIX, also what an ended program left behind', () => {
    const machine = ender('linux');
    const groups = createProcessGroups(machine);
    for (const leader of [7, 8, 9]) groups.add(leader);
    groups.end(7);
    groups.end(7);
    groups.ended(8);
    groups.endAll();
    groups.endAll();
    assert.deepEqual(machine.ended, [7, 8, 9]);
  });

  test('are ended as trees on Windows, but not by the number of a program that has ended', () => {
    const machine = ender('win32');
    const groups = createProcessGroups(machine);
    for (const leader of [7, 8, 9]) groups.add(leader);
    groups.end(7);
    groups.ended(8);
    groups.end(8);
    groups.endAll();
    assert.deepEqual(machine.ended, [
      ['taskkill.exe', '/pid', '7', '/t', '/f'],
      ['taskkill.exe', '/pid', '9', '/t', '/f'],
    ]);
  });

  test('are ended on Windows by the program of the system, not by one of its name that is found first', (t) => {
    const { SystemRoot } = process.env;
    t.after(() => {
      if (SystemRoot === undefined) delete process.env['SystemRoot'];
      else process.env['SystemRoot'] = SystemRoot;
    });
    const started: string[] = [];
    const groups = createProcessGroups({ ...ender('win32'), start: (file) => void started.push(file) });
    process.env['SystemRoot'] = 'D:\\Win';
    groups.add(7);
    groups.end(7);
    delete process.env['SystemRoot'];
    groups.add(8);
    groups.end(8);
    assert.deepEqual(started, [
      join('D:\\Win', 'System32', 'taskkill.exe'),
      join('C:\\Windows', 'System32', 'taskkill.exe'),
    ]);
  });

  test('go with the process that keeps them, and listen to it no longer than they last', () => {
    const before = process.listenerCount('exit');
    const machine = ender('darwin');
    const groups = createProcessGroups(machine);
    for (const leader of [1, 2]) {
      groups.add(leader);
      assert.equal(process.listenerCount('exit'), before + 1);
    }
    groups.remove(1);
    assert.equal(process.listenerCount('exit'), before + 1);
    const [leaving] = process.listeners('exit').slice(-1);
    leaving?.call(process, 0);
    assert.deepEqual(machine.ended, [2]);
    assert.equal(process.listenerCount('exit'), before);
  });

  test('that are gone already are no error', () => {
    const groups = createProcessGroups({
      ...ender('linux'),
      killGroup: () => {
        throw new Error('ESRCH');
      },
    });
    groups.add(1);
    groups.endAll();
  });
});
