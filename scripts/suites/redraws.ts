import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * What came of a view that was redrawn under the mouse. `said`: Halt answered that the view was being redrawn and nothing was done, which a person would meet as well. `waited`: the test had to wait
 * for the rows to stand still before it reached for one.
 */
export type Redraw = 'said' | 'waited';

/** How often Halt may answer so in one run. */
export const MOST_SAID = 2;

const FILE = 'HALT_UI_REDRAWS';

/** Has the test files of this run, each of which is a process of its own, note what they see in this file. */
export function noteRedrawsIn(file: string): void {
  process.env[FILE] = file;
}

/** Does nothing outside of a run that counts. */
export function noteRedraw(redraw: Redraw): void {
  const file = process.env[FILE];
  if (file !== undefined) appendFileSync(file, `${redraw}\n`);
}

export function redrawsIn(file: string): Readonly<Record<Redraw, number>> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const count = (redraw: Redraw): number => lines.filter((line) => line === redraw).length;
  return { said: count('said'), waited: count('waited') };
}
