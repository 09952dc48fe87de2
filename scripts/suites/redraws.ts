import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from '../process/atExit.ts';
import { ROOT } from '../root.ts';

/**
 * What came of a view that was redrawn under the mouse. `pressed`: an entry of a row's menu, or a button on it. `said`: Halt answered that the view was being redrawn and nothing was done, which a person would
 * meet as well. `waited`: the test had to wait for the rows to stand still before it reached for one.
 */
export type Redraw = 'pressed' | 'said' | 'waited';

/** How often Halt may answer so in one run: twice, and in a long one once for so many presses. A busy machine takes longer to draw, and is met in the middle of it more often. */
const PRESSES_FOR_ONE = 15;
export const mostSaid = (pressed: number): number => Math.max(2, Math.floor(pressed / PRESSES_FOR_ONE));

const FILE = 'HALT_UI_REDRAWS';

/**
 * The file in which the test files of this run, each of which is a process of its own, note what they see. A run that is a part of another one goes on in that one's file, so
 * that {@link MOST_SAID} counts for the whole.
 */
export function fileOfRedraws(): string {
  const given = process.env[FILE];
  if (given !== undefined) return given;
  const file = join(ROOT, '.cache', `ui-redraws-${process.pid}`);
  process.env[FILE] = file;
  atExit(() => rmSync(file, { force: true }));
  return file;
}

/** Does nothing outside of a run that counts. */
export function noteRedraw(redraw: Redraw): void {
  const file = process.env[FILE];
  if (file !== undefined) appendFileSync(file, `${redraw}\n`);
}

export function redrawsIn(file: string): Readonly<Record<Redraw, number>> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const count = (redraw: Redraw): number => lines.filter((line) => line === redraw).length;
  return { pressed: count('pressed'), said: count('said'), waited: count('waited') };
}
