import { setTimeout as pause } from 'node:timers/promises';

/** How long anything on the screen may take on a busy machine. */
export const PATIENCE = 20_000;

/** Asks again until the answer is neither undefined nor false. Throws what was waited for, and what `say` tells, when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { milliseconds = PATIENCE, say }: { milliseconds?: number; say?: () => unknown } = {},
): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) {
      const state = say ? `: ${JSON.stringify(await say())}` : '';
      throw new Error(`Waited ${milliseconds / 1000} s for ${what}${state}`);
    }
    await pause(50);
  }
}

/** Matches a whole text, as `exact` does for the roles. */
export const exactly = (text: string): RegExp =>
  new RegExp(`^\\s*${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}\\s*$`);
