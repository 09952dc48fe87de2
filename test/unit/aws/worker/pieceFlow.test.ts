import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPieceFlow } from '../../../../src/aws/worker/pieceFlow.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';

const KB = 1024;
/** A large answer's first piece. */
const LARGE = 80 * KB;

/** What became of each answer that was told to wait, by its id. */
function stage() {
  const flow = createPieceFlow(heldClock(0, 0));
  const states = new Map<number, 'goes' | 'waits'>();
  const send = (id: number, bytes: number, { urgent = false, isRead = true } = {}): void => {
    const next = flow.sent(id, bytes, urgent);
    states.set(id, next ? 'waits' : 'goes');
    void next?.then(() => states.set(id, 'goes'));
    if (isRead) flow.read(bytes);
  };
  return { flow, send, of: (...ids: readonly number[]) => ids.map((id) => states.get(id)) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('answers that arrive in pieces', () => {
  it('come one or two at a time where they are large; the next has its turn as one ends', async () => {
    const { flow, send, of } = stage();
    for (const id of [1, 2, 3, 4]) send(id, LARGE);
    await settled();
    assert.deepEqual(of(1, 2, 3, 4), ['goes', 'goes', 'waits', 'waits']);
    send(1, LARGE);
    assert.deepEqual(of(1), ['goes']);
    flow.end(2);
    await settled();
    assert.deepEqual(of(3, 4), ['goes', 'waits']);
    flow.end(1);
    await settled();
    assert.deepEqual(of(4), ['goes']);
  });

  it('have no turn left over from one that was given up while it waited', async () => {
    const { flow, send, of } = stage();
    for (const id of [1, 2, 3, 4]) send(id, LARGE);
    flow.end(3);
    await settled();
    assert.deepEqual(of(3, 4), ['goes', 'waits']);
    flow.end(1);
    flow.end(2);
    for (const id of [5, 6]) send(id, LARGE);
    await settled();
    assert.deepEqual(of(4, 5, 6), ['goes', 'goes', 'waits']);
  });

  it('wait for no turn where they are small, or where a person waits for them', async () => {
    const { send, of } = stage();
    for (const id of [1, 2, 3]) send(id, LARGE);
    send(4, 10 * KB);
    send(5, LARGE, { urgent: true });
    send(5, LARGE, { urgent: true, isRead: false });
    await settled();
    assert.deepEqual(of(3, 4, 5), ['waits', 'goes', 'goes']);
  });

  it('wait for the worker when it has enough to read', async () => {
    const { flow, send, of } = stage();
    for (const id of [1, 2, 3, 4, 5, 6]) send(id, 50 * KB, { isRead: false });
    await settled();
    assert.deepEqual(of(1, 5, 6), ['goes', 'goes', 'waits']);
    flow.read(50 * KB);
    await settled();
    assert.deepEqual(of(6), ['goes']);
  });

  it('are held back for five seconds at most in all: each has a time in which it must be whole', async () => {
    const clock = heldClock(0, 0);
    const flow = createPieceFlow(clock);
    let goes = 0;
    const sent = (id: number, bytes: number): void => {
      void flow.sent(id, bytes, false)?.then(() => {
        goes += 1;
      });
    };
    const pass = async (milliseconds: number): Promise<number> => {
      clock.advance(milliseconds);
      await settled();
      return goes;
    };
    sent(1, 300 * KB);
    assert.equal(await pass(3_000), 0);
    flow.read(300 * KB);
    assert.equal(await pass(0), 1, 'it was held back for three seconds');
    sent(1, 300 * KB);
    assert.equal(await pass(1_999), 1);
    assert.equal(await pass(1), 2);
    assert.equal(flow.sent(1, 300 * KB, false), undefined, 'and is no longer held back');
  });
});
