import type { Locator, Page } from 'playwright-core';

/** Chromium takes one notch from an event of a test, whatever its size, and VS Code moves a list by so many pixels for it: see `mouseWheelScrollSensitivity` of each window. */
const PIXELS_A_NOTCH = 150;
/** The height of a row, in pixels. */
export const ROW_HEIGHT = 22;

/** Up or down. */
export type Direction = 1 | -1;

/** The mouse's wheel over a list of VS Code's, which draws the rows that are in sight alone. */
export function wheelOver(page: Page, list: Locator) {
  /** By as many notches as there are in so many pixels, and one at the least; false where there is no list. */
  async function turn(direction: Direction, pixels = 0): Promise<boolean> {
    const box = await list.boundingBox();
    if (!box) return false;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const notches = Math.max(1, Math.floor(pixels / PIXELS_A_NOTCH));
    for (let notch = 0; notch < notches; notch += 1) await page.mouse.wheel(0, direction * PIXELS_A_NOTCH);
    return true;
  }

  /** Whether there is nothing more that way, by where the editor has put what it draws. */
  const isAtItsEnd = (direction: Direction): Promise<boolean> =>
    list.locator('.monaco-list-rows').evaluate((rows, way) => {
      const frame = rows.parentElement?.getBoundingClientRect();
      const { top, bottom } = rows.getBoundingClientRect();
      return frame === undefined || (way < 0 ? top > frame.top - 1 : bottom < frame.bottom + 1);
    }, direction);

  /** A notch where the list's edge lies on a row that is drawn: of the first and of the last one, a pixel can be in sight, and the shadow of the edge takes the mouse. Returns whether it turned. */
  async function bringIntoReach(row: Locator): Promise<boolean> {
    const way = await row
      .evaluate((element) => {
        const frame = element.closest('.monaco-list')?.getBoundingClientRect();
        const { top, bottom } = element.getBoundingClientRect();
        if (!frame || (top >= frame.top && bottom <= frame.bottom)) return 0;
        return top < frame.top ? -1 : 1;
      })
      .catch(() => 0 as const);
    return way !== 0 && !(await isAtItsEnd(way)) && turn(way);
  }

  return { turn, isAtItsEnd, bringIntoReach };
}
