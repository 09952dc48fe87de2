import { plainText } from '../../base/plainText.ts';
import { isScaling, type StoppedTasks } from '../../model/resources/stoppedTasks.ts';
import { eventWords, inARowWords, stoppedWords } from '../../pages/stuckWords.ts';
import { pageWords } from './counted.ts';

/** Why a deployment does not get on, as far as something tells: `12 failures in a row. 12 of 14 recently stopped tasks: …`. Undefined where nothing does. */
export function stuckWords(why: {
  readonly inARow: number;
  readonly stopped?: StoppedTasks;
  readonly event?: string;
}): string | undefined {
  const { inARow, stopped, event } = why;
  const group = stopped?.groups.find((one) => !isScaling(one));
  const parts = [
    inARow > 0 ? inARowWords(inARow, pageWords) : undefined,
    stopped && group && plainText(stoppedWords(group, stopped, pageWords), 300),
    // The tasks' own reason says more than the event that sums it up.
    group === undefined && event !== undefined ? plainText(eventWords(event), 200) : undefined,
  ].filter((part): part is string => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.map((part) => part.replace(/\.?$/, '.')).join(' ');
}
