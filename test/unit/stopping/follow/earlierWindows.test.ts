import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import type { JournalContent } from '../../../../src/model/ports/journal.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { createEarlierWindows, type LogLack } from '../../../../src/stopping/follow/earlierWindows.ts';
import { createStartable } from '../../../../src/stopping/follow/startable.ts';
import { failure, instance, looksAt, memoryJournal, refTo, scope, seenState } from '../../../stages/fakes.ts';
import { request, trackerStage } from '../../../stages/stopping/tracker.ts';

const web = instance({ id: 'i-web' });
const db = instance({ id: 'i-db', state: 'stopped' });

/** A window whose log can't be read so many times; of `web` it tells a stop that is under way, of `db` one that is over. */
function stage(fails: number, damage: () => Partial<JournalContent> = () => ({})) {
  const watching = trackerStage({ describe: looksAt(() => [web, db]) });
  const { clock, tracker } = watching;
  const asked = (id: string, of: typeof web) =>
    requestedEntry({
      ...{ id, run: 'r', at: clock.now() - 60_000, who: 'arn', account: '111122223333', scope },
      ...{ ref: refTo(of), name: of.id, operation: { type: 'stop' }, state: 'running', said: {} },
    });
  const time = new Date(clock.now() - 50_000).toISOString();
  const answered = (id: string) => ({ v: 1, type: 'answered', id, time }) as const;
  const ended = (id: string) =>
    ({ v: 1, type: 'ended', id, time, verdict: { type: 'stopped', ...seenState('stopped') } }) as const;
  const lines: AuditEntry[] = [asked('a', web), answered('a'), asked('b', db), answered('b'), ended('b')];
  const journal = memoryJournal(lines);
  let reads = 0;
  const audit = createAuditLog({
    ...journal,
    read: async () => {
      reads += 1;
      if (reads <= fails) throw new Error('EMFILE');
      return { ...(await journal.read()), ...damage() };
    },
  });
  const startable = createStartable();
  const errors: string[] = [];
  const onError = (error: unknown) => errors.push(String(error));
  let lost = 0;
  const onLost = () => (lost += 1);
  const earlier = createEarlierWindows({ audit, tracker, startable, clock, onLost, onError });
  const changes: (LogLack | undefined)[] = [];
  earlier.onDidChange((is) => changes.push(is));
  const following = () => tracker.following().map(({ id }) => id);
  return {
    ...watching,
    lines,
    lost: () => lost,
    earlier,
    changes,
    failures: errors,
    startable,
    following,
    journal,
    asked,
    answered,
    ended,
  };
}

describe('what earlier windows asked for', () => {
  // The log is read for what can be started again, and then for what is followed.
  for (const fails of [0, 1, 2, 5, 40])
    it(`is followed however often its log can’t be read, and isn’t known meanwhile: ${fails} times`, async () => {
      const { clock, earlier, changes, failures, startable, following } = stage(fails);
      assert.equal(earlier.lack(), 'loading', 'before it was read, nothing is known');
      const taking = earlier.takeUp();
      assert.equal(earlier.lack(), 'loading');
      await clock.advance(0);
      assert.deepEqual([earlier.lack(), following()], fails > 0 ? ['unread', []] : [undefined, ['a']]);
      await clock.advance(3_600_000 * (fails > 30 ? 1 : 0.05));
      const { takenUp, ended } = await taking;
      assert.deepEqual([takenUp.map(({ id }) => id), ended.map(({ tracked }) => tracked.id)], [['a'], ['b']]);
      assert.deepEqual([earlier.lack(), changes], [undefined, fails > 0 ? ['unread', undefined] : [undefined]]);
      assert.equal(failures.length, fails > 0 ? 1 : 0);
      assert.equal(startable.has(refTo(db), nobodys), true);
      earlier.dispose();
    });

  it('is not what this window asked for until its log could be read', async () => {
    const { clock, earlier, tracker, journal, asked, answered, ended, following } = stage(3);
    const taking = earlier.takeUp();
    await clock.advance(0);
    for (const [id, of] of [
      ['own', db],
      ['refused', db],
      ['let go', web],
      ['own still', web],
    ] as const) {
      const own = request(clock, of, { id });
      tracker.sending(own);
      // The line that tells the end of the one that was let go never reaches the disk.
      await journal.append(asked(id, of), answered(id), ...(of === db ? [ended(id)] : []));
      if (id === 'refused') tracker.refuse(own, failure('denied'));
      else tracker.follow(own);
      if (id === 'let go') tracker.letGo((one) => one.id === id);
    }
    await clock.advance(60_000);
    const { takenUp, ended: told } = await taking;
    assert.deepEqual([takenUp.map(({ id }) => id), told.map(({ tracked: { id } }) => id)], [['a'], ['b']]);
    assert.deepEqual(following(), ['own still', 'a']);
    earlier.dispose();
  });

  it('isn’t all known for a day where a line can’t be read that may be one of them, and that is told once', async () => {
    for (const damagedAt of [[0], [3], [5], undefined]) {
      const { clock, earlier, changes, following, lost } = stage(0, () => ({
        damaged: 1,
        ...(damagedAt && { damagedAt }),
      }));
      await earlier.takeUp();
      assert.deepEqual([earlier.lack(), lost(), following()], ['unread', 0, ['a']]);
      await clock.advance(3_000);
      assert.deepEqual([earlier.lack(), lost()], ['unread', 1]);
      await clock.advance(25 * 3_600_000);
      assert.deepEqual([earlier.lack(), lost(), changes], [undefined, 1, ['unread', undefined]]);
      earlier.dispose();
      assert.equal(clock.timers(), 0);
    }
  });

  it('is all known where the line was only being written, or is older than what is taken up', async () => {
    let isWriting = true;
    const written = stage(0, () => (isWriting ? { damaged: 1, damagedAt: [5] } : {}));
    await written.earlier.takeUp();
    assert.equal(written.earlier.lack(), 'unread');
    isWriting = false;
    await written.clock.advance(3_000);
    assert.deepEqual([written.earlier.lack(), written.lost()], [undefined, 0]);
    const old = stage(0, () => ({ damaged: 1, damagedAt: [0] }));
    old.lines.unshift({ ...old.answered('old'), time: new Date(old.clock.now() - 25 * 3_600_000).toISOString() });
    await old.earlier.takeUp();
    assert.deepEqual([old.earlier.lack(), old.lost(), old.changes], [undefined, 0, [undefined]]);
  });

  it('isn’t all known where the log could not be read again, and once the window is closed nothing is told', async () => {
    let isBroken = false;
    const again = stage(0, () => {
      if (isBroken) throw new Error('EMFILE');
      return { damaged: 1 };
    });
    await again.earlier.takeUp();
    isBroken = true;
    await again.clock.advance(3_000);
    assert.deepEqual([again.earlier.lack(), again.lost(), again.failures], ['unread', 1, ['Error: EMFILE']]);
    const closed = stage(0, () => ({ damaged: 1 }));
    await closed.earlier.takeUp();
    closed.earlier.dispose();
    await closed.clock.advance(3_000);
    assert.equal(closed.lost(), 0);
    // Closed while the line is read once more.
    let reads = 0;
    const slow = stage(0, () => {
      reads += 1;
      if (reads === 3) slow.earlier.dispose();
      return { damaged: 1 };
    });
    await slow.earlier.takeUp();
    await slow.clock.advance(3_000);
    assert.equal(reads, 3);
    assert.equal(slow.lost(), 0);
  });

  it('is not read once more where each of its lines can be read', async () => {
    let reads = 0;
    const { clock, earlier } = stage(0, () => ((reads += 1), {}));
    await earlier.takeUp();
    const before = reads;
    await clock.advance(60_000);
    assert.equal(reads, before);
    earlier.dispose();
  });

  it('is nothing any more once the window is closed', async () => {
    const { clock, earlier, following } = stage(99);
    const taking = earlier.takeUp();
    await clock.advance(10_000);
    earlier.dispose();
    assert.deepEqual(await taking, { takenUp: [], ended: [] });
    await clock.advance(3_600_000);
    assert.deepEqual([following(), clock.timers()], [[], 0]);
  });
});
