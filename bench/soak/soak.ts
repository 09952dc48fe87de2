import { join } from 'node:path';
import type { SoakResult } from './run.ts';
import { ROOT } from '../../scripts/install.mjs';
import type { Section } from '../report.ts';
import { startProcess } from '../../scripts/process/processes.ts';

const SEED = 20_261;
const MB = 1_000_000;

/** Runs the soak in a process of its own, so that what is left of it can be told from what is ours. */
export async function measureSoak(minutes: number): Promise<Section> {
  const script = join(ROOT, 'bench/soak/run.ts');
  const args = ['--import', 'tsx', script, '--minutes', String(minutes), '--seed', String(SEED)];
  const work = startProcess(process.execPath, args, { cwd: ROOT });
  const [line] = await work.line(/^\{.*\}$/, minutes * 60_000 + 90_000);
  const ended = await work.ended;
  const soak = JSON.parse(line) as SoakResult;
  const kinds = Object.entries(soak.failures).map(([kind, count]) => `${kind} ${count}`);
  const { first, last } = halves(soak.heap);
  return {
    title: `Soak of ${minutes} min, 20 times as fast as the clock, 12 scopes, seed ${soak.seed}`,
    figures: [
      {
        what: 'faults switched on',
        value: soak.faults,
        unit: 'faults',
        note: `${soak.calls} calls in ${soak.listings} listings`,
      },
      { what: 'listings that failed', value: sum(Object.values(soak.failures)), unit: 'lists', note: kinds.join(', ') },
      {
        what: 'until all was good again, by itself',
        value: soak.recovery,
        unit: 's',
        bar: { most: 420, words: '420 s: the rarest retry comes after 300 s' },
        note: 'of the watched time',
      },
      {
        what: 'differences from the simulated AWS at the end',
        value: soak.differences.length,
        unit: '',
        bar: { most: 0 },
        note: soak.differences.slice(0, 3).join('; '),
      },
      {
        what: 'timers and sockets left',
        value: soak.left.length,
        unit: '',
        bar: { most: 0 },
        note: soak.left.join(', '),
      },
      {
        what: 'heap in the second half of the time',
        value: last / MB,
        unit: 'MB',
        bar: { most: (first * 1.1) / MB, words: `1.1 × the first half, ${((first * 1.1) / MB).toFixed(1)} MB` },
        note: `ended by itself with ${ended}`,
      },
    ],
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * The least of each half, for the moment of a sample decides how many answers are being read: that comes on top. Without the first sample,
 * at which not everything had been needed yet.
 */
function halves(samples: readonly number[]): { readonly first: number; readonly last: number } {
  const later = samples.slice(1);
  const middle = Math.ceil(later.length / 2);
  return { first: Math.min(...later.slice(0, middle)), last: Math.min(...later.slice(middle)) };
}
