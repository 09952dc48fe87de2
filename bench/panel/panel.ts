import { join } from 'node:path';
import { ROOT } from '../../scripts/install.mjs';
import type { Section } from '../report.ts';
import { startProcess } from '../../scripts/process/processes.ts';

const LIMIT = 120_000;

/** What the detail page costs; `bench/panel/run.ts` measures it and prints a line for each figure. */
export async function measurePanel(): Promise<Section> {
  const script = join(ROOT, 'bench/panel/run.ts');
  const work = startProcess(process.execPath, ['--import', 'tsx', script], { cwd: ROOT });
  const timer = setTimeout(() => void work.stop(), LIMIT);
  const ended = await work.ended;
  clearTimeout(timer);
  const lines = work.output().split('\n');
  if (ended !== 0) throw new Error(`The page could not be measured (${ended}):\n${lines.slice(-20).join('\n')}`);
  const figures = lines.flatMap((line) => {
    const [, what, median, worst] = /^(.+?)\s+median\s+([\d.]+) ms\s+worst\s+([\d.]+) ms/.exec(line) ?? [];
    return what === undefined ? [] : [{ what, value: Number(median), unit: 'ms', note: `median; worst ${worst} ms` }];
  });
  const subject = lines.find((line) => line.includes('MB of JSON'));
  return { title: `The detail page of the largest experiment${subject === undefined ? '' : `: ${subject}`}`, figures };
}
