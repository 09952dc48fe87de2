import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createJournalFile } from '../../../src/platform/journalFile.ts';

const program = fileURLToPath(new URL('../../stages/journals/journalWriter.ts', import.meta.url));
/** `HALT_JOURNAL_SECONDS=60` for the long form, `HALT_JOURNAL_SEED` to see a run again. */
const seconds = Number(process.env['HALT_JOURNAL_SECONDS'] ?? 6);
const seed = Number(process.env['HALT_JOURNAL_SEED'] ?? Math.floor(Math.random() * 1e9));

interface Line {
  readonly name: string;
  readonly n: number;
}

test(
  `11.30: of three windows that are suspended, killed and starved of disk at random for ${seconds} s, each acknowledged line is there once (seed ${seed})`,
  { skip: process.platform === 'win32' ? 'no process is suspended there' : false, timeout: (seconds + 60) * 1_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'halt-writers-'));
    const path = join(folder, 'journal.jsonl');
    const random = numbers(seed);
    const acknowledged: Line[] = [];
    const all = new Set<ChildProcess>();
    let lives = 0;
    /** The longest that a line took of a window that was not suspended meanwhile. */
    let longest = 0;

    const begin = (slot: number) => {
      lives += 1;
      const name = `${slot}.${lives}`;
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', program, path, name, slot === 2 ? '0.2' : '0.02', String(seed + lives)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      all.add(child);
      const window = { child, slot, suspended: false };
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [who = '', n = '', took = ''] = line.split(' ');
        if (who === name) acknowledged.push({ name, n: Number(n) });
        if (!window.suspended) longest = Math.max(longest, Number(took));
        window.suspended = false;
      });
      return window;
    };

    try {
      const windows = [0, 1, 2].map(begin);
      while (acknowledged.length < 3) await pause(20);
      const end = performance.now() + seconds * 1_000;
      while (performance.now() < end) {
        const index = Math.floor(random() * windows.length);
        const window = windows[index];
        if (window === undefined) continue;
        if (random() < 0.2) {
          window.child.kill('SIGKILL');
          await once(window.child, 'close');
          windows[index] = begin(window.slot);
        } else {
          window.child.kill('SIGSTOP');
          window.suspended = true;
          await pause(random() < 0.4 ? 1_300 + random() * 900 : random() * 100);
          window.suspended = true;
          window.child.kill('SIGCONT');
        }
        await pause(random() * 60);
      }
    } finally {
      for (const child of all) {
        child.kill('SIGCONT');
        child.kill('SIGKILL');
      }
      await Promise.all([...all].map(async (child) => child.stdout?.closed === true || once(child, 'close')));
    }

    const journal = createJournalFile(path);
    const count = new Map<string, number>();
    const keyOf = ({ name, n }: Line): string => `${name}/${n}`;
    for (const entry of (await journal.read()).entries) {
      const key = keyOf(entry as Line);
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    // A kill between the two may leave a line in the archive as well as in the journal.
    const archived = new Set((await journal.archived()).entries.map((entry) => keyOf(entry as Line)));
    const lost = acknowledged.map(keyOf).filter((key) => !count.has(key) && !archived.has(key));
    const twice = [...count].filter(([, times]) => times > 1);
    assert.deepEqual({ lost, twice }, { lost: [], twice: [] }, `of ${acknowledged.length} lines`);
    assert.ok(longest < 2_000, `a line took ${longest} ms`);
    const litter = (await readdir(folder)).filter((one) => /\.lock\.|\.new-/.test(one));
    assert.ok(litter.length <= lives, litter.join());
    await rm(folder, { recursive: true, force: true });
  },
);

function numbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
