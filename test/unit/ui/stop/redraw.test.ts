import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedraw } from '../../../../src/ui/stop/redraw.ts';

describe('the rows of an open pick', () => {
  it('are drawn one drawing at a time, and once for what came meanwhile', async () => {
    const waiting: (() => void)[] = [];
    let drawn = 0;
    const redraw = createRedraw(
      () =>
        new Promise((resolve) => {
          drawn += 1;
          waiting.push(resolve);
        }),
      (error) => assert.fail(String(error)),
    );
    const first = redraw.now();
    await Promise.all([redraw.now(), redraw.now()]);
    assert.equal(drawn, 1);
    const second = new Promise<void>((resolve) => {
      const push = waiting.push.bind(waiting);
      waiting.push = (...more) => {
        resolve();
        return push(...more);
      };
    });
    waiting[0]?.();
    await first;
    await second;
    assert.equal(drawn, 2);
    redraw.later();
    redraw.dispose();
    waiting[1]?.();
  });

  it('tell what a drawing fails with that nobody waits for', async () => {
    const error = await new Promise((resolve) => {
      createRedraw(() => Promise.reject(new Error('no rows')), resolve).later();
    });
    assert.match(String(error), /no rows/);
  });

  it('are drawn again after a drawing that failed', async () => {
    let drawn = 0;
    const redraw = createRedraw(
      async () => {
        drawn += 1;
        if (drawn === 1) throw new Error('no rows');
      },
      (error) => assert.fail(String(error)),
    );
    await assert.rejects(redraw.now(), /no rows/);
    await redraw.now();
    assert.equal(drawn, 2);
  });
});
