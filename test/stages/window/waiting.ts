import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/** How long anything on the screen may take on a busy machine, in milliseconds: with more to do than two processors can, a click has been seen to take 20 s to its end, and a message more than 40. */
export const PATIENCE = 90_000;

/** Between two times that something is asked for, in milliseconds. It grows with the wait: asking takes from the processors what is waited for. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 250;

/** Asks again until the answer is neither undefined nor false. Throws what was waited for, and what `say` tells, when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { milliseconds = PATIENCE, say }: { milliseconds?: number; say?: () => unknown } = {},
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    const waited = performance.now() - start;
    if (waited > milliseconds) {
      const state = say ? `: ${JSON.stringify(await say())}` : '';
      throw new Error(`Waited ${milliseconds / 1000} s for ${what}${state}`);
    }
    await pause(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE + waited / 50));
  }
}

/** The text as a part of a pattern that matches just that. */
export const literally = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

/** Matches a whole text, as `exact` does for the roles. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${literally(text)}\\s*$`);

/** Whether it comes into sight in time. Playwright's own waiting sees it up to half a second late. */
export const appears = (what: Locator, milliseconds: number = PATIENCE): Promise<boolean> =>
  inTime(() => what.isVisible(), milliseconds);

/** Whether it goes out of sight in time. */
export const disappears = (what: Locator, milliseconds: number = PATIENCE): Promise<boolean> =>
  inTime(async () => !(await what.isVisible()), milliseconds);

const inTime = (ask: () => Promise<boolean>, milliseconds: number): Promise<boolean> =>
  until('', ask, { milliseconds }).then(
    () => true,
    () => false,
  );

/** As {@link appears}, for what must come. */
export async function seen(what: Locator): Promise<void> {
  if (!(await appears(what))) throw new Error(`Waited ${PATIENCE / 1000} s for ${String(what)} to appear`);
}

/** As {@link disappears}, for what must go. */
export async function gone(what: Locator): Promise<void> {
  if (!(await disappears(what))) throw new Error(`Waited ${PATIENCE / 1000} s for ${String(what)} to go`);
}
