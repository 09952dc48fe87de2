import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/root.ts';
import { measureCommandLine } from './commandLine.ts';
import { measureEditor } from './editor/editor.ts';
import { measurePanel } from './panel/panel.ts';
import { measureIdle } from './idle/idle.ts';
import { measureNames } from './names/names.ts';
import { measureProcess } from './process/process.ts';
import { measureReading } from './reading/reading.ts';
import { measureScale } from './scale/scale.ts';
import { overBar, type Section, table } from './report.ts';
import { measureProperties } from './properties/properties.ts';
import { measureSizes } from './sizes.ts';
import { measureSoak } from './soak/soak.ts';
import { curveSvg } from './curve.ts';
import { progress } from '../scripts/process/progress.ts';
import { buildCopy } from '../scripts/packaging.ts';

/** The parts of a run, in the order in which they are measured. */
const PARTS = {
  sizes: { title: 'Sizes', measure: async ({ extension }) => [await measureSizes(await extension())] },
  scale: { title: 'Scale', measure: async () => [await measureScale()] },
  reading: { title: 'Reading', measure: async () => [await measureReading()] },
  names: { title: 'Names', measure: async () => [await measureNames()] },
  idle: { title: 'Idle', measure: async () => [await measureIdle()] },
  process: { title: 'Process', measure: async ({ extension }) => [await measureProcess(await extension())] },
  editor: { title: 'In the editor', measure: async ({ extension }) => measureEditor(await extension()) },
  cli: { title: 'The AWS command line beside it', measure: async () => [await measureCommandLine()] },
  panel: { title: 'The detail page', measure: async () => [await measurePanel()] },
  properties: { title: 'Properties', measure: async () => [await measureProperties()] },
  soak: { title: 'Soak', measure: async ({ minutes }) => [await measureSoak(minutes)] },
} as const satisfies Record<string, { title: string; measure: (run: Run) => Promise<readonly Section[]> }>;

interface Run {
  /** The folder of the built extension; made once. */
  readonly extension: () => Promise<string>;
  /** Of the soak. */
  readonly minutes: number;
}

const USAGE = `npm run bench [-- --only ${Object.keys(PARTS).join('|')}]… [--minutes N]

Measures what Halt costs, prints a table and writes artifacts/bench.json, and artifacts/scale.svg where that part is measured. Ends with 1 when a bar is missed.
--minutes is how long the soak goes on (1.5).
`;

/** Measures, prints and writes; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      minutes: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const minutes = Number(values.minutes ?? '1.5');
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0.');
  const wanted = values.only ?? Object.keys(PARTS);
  const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}".\n${USAGE}`);
  let staged: Promise<string> | undefined;
  const run: Run = { extension: () => (staged ??= buildCopy()), minutes };
  const sections: Section[] = [];
  for (const [name, { title, measure }] of Object.entries(PARTS)) {
    if (wanted.includes(name)) sections.push(...(await progress(title, () => measure(run))));
  }
  process.stdout.write(`${table(sections)}\n`);
  const file = join(ROOT, 'artifacts', 'bench.json');
  mkdirSync(join(ROOT, 'artifacts'), { recursive: true });
  const { platform, version } = process;
  writeFileSync(file, `${JSON.stringify({ node: version, platform, sections }, undefined, 2)}\n`);
  for (const { title, curve } of sections)
    if (curve) writeFileSync(join(ROOT, 'artifacts', `${title.toLowerCase()}.svg`), curveSvg(curve));
  const missed = overBar(sections);
  process.stdout.write(missed.length === 0 ? '\nEvery bar is kept.\n' : `\n${missed.length} over the bar.\n`);
  return missed.length === 0 ? 0 : 1;
}
