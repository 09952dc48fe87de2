import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../src/model/sight.ts';
import { createStopping, type StoppingParts } from '../../../src/stopping/stopping.ts';
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
import { plainFacts } from '../../stages/stopping/plainStopping.ts';

const stop = { type: 'stop' } as const;

/** The stops of one window, in which one instance runs. */
function stage(more: Partial<StoppingParts> = {}) {
  const clock = heldTime();
  const journal = memoryJournal();
  const stopping = createStopping({
    ...plainFacts,
    reads: fakeReads({ describe: looksAt(() => [instance()]) }),
    changes: fakeChanges(() => {}),
    ...{ clock, journal },
    policy: () => ({ readOnly: false, allowedRegions: [], production: [], requireReason: 'off' }),
    lastSeen: () => undefined,
    shownAccount: () => nobodys,
    looked: () => {},
    stallAfter: () => 600_000,
    newId: () => crypto.randomUUID(),
    onAuditTrouble: (error) => assert.fail(String(error)),
    onError: (error) => assert.fail(String(error)),
    ...more,
  });
  return { clock, journal, stopping };
}

describe('a plan in a window that has just been opened', () => {
  /** What an earlier window asked for is read when the test says so. */
  async function opened() {
    const before = stage();
    await before.stopping.run(
      before.stopping.confirm(await before.stopping.plan([refTo(instance())], stop, never()), {}),
    );
    before.stopping.dispose();
    let go = (_: Error | undefined) => {};
    const held = new Promise<Error | undefined>((resolve) => (go = resolve));
    const errors: unknown[] = [];
    const { stopping, clock } = stage({
      journal: {
        ...before.journal,
        read: async () => {
          const error = await held;
          if (error) throw error;
          return before.journal.read();
        },
      },
      onError: (error) => errors.push(error),
    });
    void stopping.resume();
    let told: readonly string[] | undefined;
    void stopping.plan([refTo(instance())], stop, never()).then(({ groups }) => {
      told = groups.flatMap(({ targets }) => targets.flatMap(({ findings }) => findings.map(({ type }) => type)));
    });
    await flush();
    return { stopping, clock, go: (error?: Error) => go(error), told: () => told };
  }

  it('waits for what earlier windows asked for, and tells it', async () => {
    const { stopping, go, told } = await opened();
    assert.equal(told(), undefined);
    go();
    await flush();
    await flush();
    assert.deepEqual(told(), ['requested-before']);
    stopping.dispose();
  });

  it('says that it isn’t known where the log can’t be read, or not before all that only explains is over', async () => {
    const slow = await opened();
    await slow.clock.advance(6_000);
    await flush();
    assert.deepEqual(slow.told(), ['requests-unread']);
    slow.stopping.dispose();
    const broken = await opened();
    broken.go(new Error('the disk'));
    await flush();
    await flush();
    assert.deepEqual(broken.told(), ['requests-unread']);
    broken.stopping.dispose();
  });
});
