import type { Page } from 'playwright-core';

/** Counts what a person presses in a window: mouse buttons and keys. */
export interface Presses {
  /** How many there are from the beginning of `task` to its end. */
  of(task: () => Promise<void>): Promise<number>;
}

/**
 * A key that only changes another isn't one, nor is a second click on the very same place: on a busy machine a menu that has just opened takes none, and it is clicked
 * again. What is filled into a box at once is not counted either.
 */
const COUNTER = `(() => {
  const counter = {
    presses: 0,
    last: undefined,
    // What a redraw undid, and the click that closed Halt's word of it.
    undone: () => Object.assign(counter, { presses: counter.presses - 2, last: undefined }),
  };
  globalThis.haltPresses = counter;
  addEventListener('mousedown', (event) => {
    const target = event.composedPath()[0];
    if (event.isTrusted && target !== counter.last) counter.presses += 1;
    counter.last = target;
  }, true);
  addEventListener('keydown', (event) => {
    if (event.isTrusted && !['Alt', 'Control', 'Meta', 'Shift'].includes(event.key)) counter.presses += 1;
    counter.last = undefined;
  }, true);
})()`;

export async function countPresses(page: Page): Promise<Presses> {
  await page.evaluate(`globalThis.haltPresses ?? ${COUNTER}`);
  return {
    of: async (task) => {
      await page.evaluate('Object.assign(globalThis.haltPresses, { presses: 0, last: undefined })');
      await task();
      return page.evaluate<number>('globalThis.haltPresses.presses');
    },
  };
}
