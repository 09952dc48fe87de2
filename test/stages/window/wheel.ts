import type { Locator, Page } from 'playwright-core';

/** What a notch of the wheel is in the units of its events; VS Code moves a list by {@link PIXELS_A_NOTCH} for it. */
const NOTCH = 120;
export const PIXELS_A_NOTCH = 50;
/** The height of a row, in pixels. */
export const ROW_HEIGHT = 22;

/** Up or down. */
export type Direction = 1 | -1;

/** The mouse's wheel over a list of VS Code's, which draws the rows that are in sight alone. */
export function wheelOver(page: Page, list: Locator) {
  /** False where there is no list. */
  async function turn(notches: number): Promise<boolean> {
    const box = await list.boundingBox();
    if (!box) return false;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, NOTCH * notches);
    return true;
  }

  /** Whether there is nothing more that way, by where the editor has put what it draws. */
  const isAtItsEnd = (direction: Direction): Promise<boolean> =>
    list.locator('.monaco-list-rows').evaluate((rows, way) => {
      const frame = rows.parentElement?.getBoundingClientRect();
      const { top, bottom } = rows.getBoundingClientRect();
      return frame === undefined || (way < 0 ? top > frame.top - 1 : bottom < frame.bottom + 1);
    }, direction);

  /** Half a notch where the list's edge lies on the middle of a row that is drawn: of the first and of the last one, a pixel can be in sight. Returns whether it turned. */
  async function bringIntoReach(row: Locator): Promise<boolean> {
    const way = await row
      .evaluate((element) => {
        const frame = element.closest('.monaco-list')?.getBoundingClientRect();
        const { top, bottom } = element.getBoundingClientRect();
        const middle = (top + bottom) / 2;
        if (!frame || (middle > frame.top && middle < frame.bottom)) return 0;
        return middle < frame.bottom ? -1 : 1;
      })
      .catch(() => 0 as const);
    return way !== 0 && !(await isAtItsEnd(way)) && turn(way / 2);
  }

  return { turn, isAtItsEnd, bringIntoReach };
}
