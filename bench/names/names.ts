import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { atExit } from '../../scripts/process/atExit.ts';
import { startProcess } from '../../scripts/process/processes.ts';
import { ROOT } from '../../scripts/root.ts';
import type { Section } from '../report.ts';
import type { ShortNames } from './shortNames.ts';

/** What the first row of a list of new names takes: each is made short so that no other one of the list looks like it. */
export async function measureNames(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'shortNames.cjs');
  await build({
    entryPoints: [join(ROOT, 'bench/names/shortNames.ts')],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
  });
  const work = startProcess(process.execPath, [script]);
  const [line] = await work.line(/^\{.*\}$/, 60_000);
  forget();
  rmSync(folder, { recursive: true, force: true });
  const { ascii, latin, emoji, combining, alike } = JSON.parse(line) as ShortNames;
  const ms = (what: string, value: number) => ({ what: `first of 10,000 new names, ${what}`, value, unit: 'ms' });
  return {
    title: 'Names',
    figures: [
      ms('ASCII', ascii),
      ms('Latin letters', latin),
      ms('with an emoji', emoji),
      ms('with a combining mark', combining),
      ms('all alike at both ends, Japanese', alike),
      { what: 'with an emoji ÷ ASCII', value: emoji / ascii, unit: '×', bar: { most: 8 } },
      { what: 'with a combining mark ÷ ASCII', value: combining / ascii, unit: '×', bar: { most: 8 } },
    ],
  };
}
