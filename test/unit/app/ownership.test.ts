import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOwnership } from '../../../src/app/ownership.ts';
import { createHistory } from '../../../src/history/history.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import { failed } from '../../../src/model/failure.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { createStopping } from '../../../src/stopping/stopping.ts';
import {
  fakeChanges,
  fakeReads,
  flush,
  heldTime,
  instance,
  looksAt,
  memoryJournal,
  never,
  refTo,
} from '../../stages/fakes.ts';

const ROUNDS = 25;

/** A disk that takes many turns for each line. */
function slowJournal() {
  const journal = memoryJournal();
  const slowly = async () => {
    for (let round = 0; round < ROUNDS; round += 1) await flush();
  };
  const slow: Journal = {
    ...journal,
    append: async (...entries) => {
      await slowly();
      await journal.append(...entries);
    },
  };
  return { lines: journal.lines, slow };
}

describe('closing', () => {
  it('has on the disk what was pending: history, snapshots, and what AWS answered to a stop', async () => {
    const clock = heldTime();
    const onError = (error: unknown) => assert.fail(String(error));
    const { own, flushAtEnd, close } = createOwnership(onError);
    const disks = { audit: slowJournal(), history: slowJournal(), snapshots: slowJournal() };

    // As the app makes them.
    const history = createHistory({ journal: disks.history.slow, clock });
    const snapshots = createAnswerSnapshots({ journal: disks.snapshots.slow });
    let closeAws = () => {};
    const closed = new Promise<void>((resolve) => (closeAws = resolve));
    flushAtEnd(() => snapshots.flush());
    flushAtEnd(() => history.dispose());
    flushAtEnd(() => Promise.resolve(closeAws()));
    const stopInstances = async () => {
      await closed;
      return failed({ kind: 'cancelled', message: '', mayHaveHappened: true });
    };
    const stopping = own(
      createStopping({
        ...{ clock, journal: disks.audit.slow, onError, onAuditTrouble: onError, newId: () => crypto.randomUUID() },
        reads: fakeReads({ describe: looksAt(() => [instance()]) }),
        changes: { ...fakeChanges(() => {}), stopInstances },
        policy: () => ({ readOnly: false, allowedRegions: [], production: [], requireReason: 'off' }),
        lastSeen: () => undefined,
        shownAccount: () => undefined,
        looked: () => {},
        stallAfter: () => 600_000,
      }),
    );
    flushAtEnd(stopping.flush);

    const ref = refTo(instance());
    const plan = await stopping.plan([ref], { type: 'stop' }, never());
    void stopping.run(stopping.confirm(plan, {}));
    history.observe([instance()], clock.now());
    history.observe([instance({ state: 'stopping' })], clock.now() + 1_000);
    snapshots.keep({ ...ref, kind: 'instance' }, { at: clock.now(), state: 'stopping', json: '{}' });
    await close();

    const types = (lines: readonly unknown[]) => lines.map((line) => (line as { readonly type?: string }).type);
    assert.deepEqual(types(disks.audit.lines), ['requested', 'answered']);
    assert.deepEqual(new Set(types(disks.history.lines)), new Set(['fact', 'watched']));
    assert.equal(disks.snapshots.lines.length, 1);
  });
});
