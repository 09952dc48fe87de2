import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistoryStore } from '../../../src/history/store.ts';
import { flush } from '../../stages/fakes.ts';
import { memoryJournal, noon, ref } from '../../stages/history.ts';

const limits = { perResource: 100, total: 3, watched: 10 };
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
    replace: async (entries: readonly unknown[]) => {
      await wait('replace');
      await journal.replace(entries);
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
