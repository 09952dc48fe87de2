import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import { createHistoryStore } from '../../../src/history/store.ts';
import type { Journal, JournalContent } from '../../../src/model/ports/journal.ts';
import { createJournalFile } from '../../../src/platform/journalFile.ts';
import { createAuditLog } from '../../../src/stopping/audit/auditLog.ts';
import { flush } from '../../stages/fakes.ts';
import { memoryJournal, noon, ref } from '../../stages/history/history.ts';

const limits = { perResource: 100, total: 3, stretches: 10 };
const fact = (at: number) =>
  ({ type: 'observed', subject: '', to: `state-${at}`, after: noon, before: noon + at }) as const;

/** A journal of which each kind of work waits until it is let go. */
function heldJournal(held: 'append' | 'replace' | 'read') {
  const journal = memoryJournal();
  const waiting: (() => void)[] = [];
  const wait = (kind: typeof held) =>
    kind === held ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve();
  const slow = {
    append: async (...entries: readonly unknown[]) => {
      await wait('append');
      for (const entry of entries) await journal.append(entry);
    },
    read: async () => {
      await wait('read');
      return journal.read();
    },
    replace: async (read: JournalContent, entries: readonly unknown[]) => {
      await wait('replace');
      await journal.replace(read, entries);
    },
    archived: () => journal.archived(),
    setAside: () => journal.setAside(),
  };
  return { journal, slow, letGo: () => waiting.splice(0).forEach((go) => go()), isHeld: () => waiting.length > 0 };
}

describe('the journal of the history', () => {
  for (const held of ['append', 'replace', 'read'] as const) {
    it(`has every line when it is flushed, also one that comes while it is busy (${held})`, async () => {
      const { journal, slow, letGo, isHeld } = heldJournal(held);
      const store = createHistoryStore(slow, limits);
      // So many that the journal is written anew.
      for (let at = 1; at <= 6; at += 1) store.add(ref('instance', `i-${at}`), fact(at));
      await flush();
      assert.ok(isHeld());
      store.add(ref('instance', 'i-late'), fact(7));
      const state = { isFlushed: false };
      const flushing = store.flush().then(() => (state.isFlushed = true));
      await flush();
      assert.equal(state.isFlushed, false);
      for (let round = 0; round < 20 && !state.isFlushed; round += 1) {
        letGo();
        await flush();
      }
      await flushing;
      assert.ok(JSON.stringify(journal.lines).includes('i-late'));
      assert.equal(store.problem(), undefined);
    });
  }
});

/** Until a journal that waits before it is replaced has come so far; then as often as it is let go. */
function beforeReplacing(journal: Journal) {
  let arrived: () => void = () => undefined;
  let go: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const gate = new Promise<void>((resolve) => (go = resolve));
  const slow: Journal = {
    ...journal,
    replace: async (read, entries, toArchive) => {
      arrived();
      await gate;
      await journal.replace(read, entries, toArchive);
    },
  };
  return { slow, reached, go };
}

/** Each keeps something in a journal that several windows share. `fill` adds so much that it is written anew, `look` is what a page does that is opened. */
const keepers = {
  'the history': (journal: Journal) => {
    const store = createHistoryStore(journal, limits);
    return {
      fill: () => {
        for (let at = 1; at <= 4; at += 1) store.add(ref('instance', `i-${at}`), fact(at));
        return store.flush();
      },
      look: () => store.load(),
      problem: () => store.problem(),
    };
  },
  'the snapshots': (journal: Journal) => {
    const snapshots = createAnswerSnapshots({ journal, limits: { perResource: 3, total: 1_000 } });
    return {
      fill: () => {
        for (let at = 1; at <= 4; at += 1)
          snapshots.keep(ref('instance', `i-${at}`), { at: noon + at, state: 'running', json: `${at}`.padEnd(300) });
        return snapshots.flush();
      },
      look: () => snapshots.load(),
      problem: () => undefined,
    };
  },
  'the audit log': (journal: Journal) => {
    const log = createAuditLog(journal, 200);
    return {
      fill: async () => {
        for (let at = 1; at <= 6; at += 1) await journal.append({ v: 9, at, text: 'of an earlier time'.padEnd(60) });
        await log.write([{ v: 1, type: 'answered', id: 'own', time: new Date(noon).toISOString() }]);
        // A read waits for the rotation.
        return log.read();
      },
      look: () => journal.read(),
      problem: () => undefined,
    };
  },
} as const;

describe('a line that another window has written', () => {
  for (const [name, open] of Object.entries(keepers)) {
    for (const looks of [0, 1, 3]) {
      it(`stays while ${name} is written anew, though ${looks} pages are opened meanwhile`, async () => {
        const folder = await mkdtemp(join(tmpdir(), 'halt-shared-'));
        try {
          const path = join(folder, 'kept.jsonl');
          const theirs = createJournalFile(path);
          await theirs.append({ v: 9, before: true });
          const { slow, reached, go } = beforeReplacing(createJournalFile(path));
          const mine = open(slow);
          const filled = mine.fill();
          await reached;
          const line = { v: 9, acknowledged: true };
          await theirs.append(line);
          for (let look = 0; look < looks; look += 1) await mine.look();
          go();
          await filled;
          const { entries, damaged } = await createJournalFile(path).read();
          assert.equal(damaged, 0);
          assert.deepEqual(entries.at(-1), line);
          assert.equal(entries.filter((entry) => JSON.stringify(entry) === JSON.stringify(line)).length, 1);
          assert.equal(mine.problem(), undefined);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      });
    }
  }

  it('is no trouble of the disk, however often the journal was written anew in between', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'halt-shared-'));
    try {
      const path = join(folder, 'kept.jsonl');
      const theirs = createJournalFile(path);
      const { slow, reached, go } = beforeReplacing(createJournalFile(path));
      const store = createHistoryStore(slow, limits);
      for (let at = 1; at <= 4; at += 1) store.add(ref('instance', `i-${at}`), fact(at));
      const flushed = store.flush();
      await reached;
      await theirs.append({ v: 9, theirs: true });
      const read = await theirs.read();
      await theirs.replace(read, read.entries);
      go();
      await flushed;
      assert.equal(store.problem(), undefined);
      assert.ok((await theirs.read()).entries.some((entry) => JSON.stringify(entry).includes('theirs')));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
