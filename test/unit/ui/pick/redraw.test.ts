import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedraw } from '../../../../src/ui/pick/redraw.ts';

describe('the rows of an open pick', () => {
  it('are drawn one drawing at a time, once for all that came meanwhile, and told only of a drawing that knew of it', async () => {
    const waiting: (() => void)[] = [];
    let known = 'nothing';
    const drawn: string[] = [];
    const redraw = createRedraw(
      async () => {
        const knew = known;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        drawn.push(knew);
      },
      (error) => assert.fail(String(error)),
    );
    const first = redraw.now();
    known = 'all';
    const told: string[][] = [];
    const both = [1, 2].map(async () => {
      await redraw.now();
      told.push([...drawn]);
    });
    waiting[0]?.();
    await first;
    assert.deepEqual([drawn, told], [['nothing'], []]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(waiting.length, 2);
    waiting[1]?.();
    await Promise.all(both);
    assert.deepEqual(told, [
      ['nothing', 'all'],
      ['nothing', 'all'],
    ]);
  });

  it('are drawn no more after the pick is closed, even where somebody waits', async () => {
    let end = (): void => undefined;
    let drawn = 0;
    const redraw = createRedraw(
      () => {
        drawn += 1;
        return new Promise((resolve) => {
          end = resolve;
        });
      },
      (error) => assert.fail(String(error)),
    );
    void redraw.now();
    const waiting = redraw.now();
    redraw.later();
    redraw.dispose();
    end();
    await waiting;
    assert.equal(drawn, 1);
  });

  it('tell what a drawing fails with that nobody waits for', async () => {
    const error = await new Promise((resolve) => {
      createRedraw(() => Promise.reject(new Error('no rows')), resolve).later();
    });
    assert.match(String(error), /no rows/);
  });

  it('tell of what failed at once, too', async () => {
    const error = await new Promise((resolve) => {
      const draw = (): Promise<void> => {
        throw new Error('no rows at all');
      };
      createRedraw(draw, resolve).later();
    });
    assert.match(String(error), /no rows at all/);
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
