import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../../scripts/process/processes.ts';
import { ROOT } from '../../scripts/root.ts';
import type { Restless } from '../../test/stages/restless/restless.ts';
import type { Figure, Section } from '../report.ts';

const RUNS = 10_000;
const MOST_PROCESSES = 4;

/** One process's share: runs, and the seed of the first of them. */
interface Share {
  readonly runs: number;
  readonly seed: number;
}

/**
 * Stops of every kind while credentials, files, clock and guards change at any await (see `restlessRuns`), in numbers that no test waits for. Fails where a change
 * reaches another account than the confirmed one, comes late or against the guards, or where a verdict isn't true. `HALT_PROPERTY_SEED` shows a run again.
 */
export async function measureProperties(): Promise<Section> {
  const seed = Number(process.env['HALT_PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
  const processes = Math.min(MOST_PROCESSES, availableParallelism());
  const begun = performance.now();
  const seen = await Promise.all(sharesOf(RUNS, seed, processes).map(runsOf));
  const seconds = (performance.now() - begun) / 1_000;
  const sum = (of: (one: Restless) => number): number => seen.reduce((total, one) => total + of(one), 0);
  const counts: readonly (readonly [string, number])[] = [
    ['changes that arrived where they were confirmed', sum(({ arrived }) => arrived)],
    ['attempts that were kept from leaving', sum(({ refused }) => refused)],
    ['verdicts, each true of its account', sum(({ verdicts }) => verdicts)],
  ];
  if (counts.some(([, count]) => count === 0)) throw new Error(`It tests nothing: ${JSON.stringify(counts)}`);
  return {
    title: 'Properties',
    figures: [
      { what: 'stops while everything changes', value: sum(({ runs }) => runs), unit: 'runs', note: `seed ${seed}` },
      ...counts.map(([what, value]): Figure => ({ what, value, unit: '' })),
      { what: 'in', value: seconds, unit: 's', note: `${processes} processes` },
    ],
  };
}

/** As if one after the other: a run's seed is the first one's plus its number. */
function sharesOf(runs: number, seed: number, processes: number): readonly Share[] {
  const each = Math.ceil(runs / processes);
  return Array.from({ length: processes }, (_, index) => ({
    runs: Math.min(each, runs - index * each),
    seed: seed + index * each,
  }));
}

async function runsOf({ runs, seed }: Share): Promise<Restless> {
  const script = fileURLToPath(new URL('./share.ts', import.meta.url));
  const work = startProcess(process.execPath, ['--import', 'tsx', script, String(runs), String(seed)], { cwd: ROOT });
  const code = await work.ended;
  const told = work
    .output()
    .split('\n')
    .find((line) => line.startsWith('{'));
  if (code !== 0 || told === undefined) throw new Error(`A property doesn’t hold.\n${work.output()}`);
  return JSON.parse(told) as Restless;
}
