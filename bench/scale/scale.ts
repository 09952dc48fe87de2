import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { atExit } from '../../scripts/process/atExit.ts';
import { startProcess } from '../../scripts/process/processes.ts';
import { ROOT } from '../../scripts/root.ts';
import type { Section } from '../report.ts';

const LIMIT = 300_000;

/** What watching thousands of places costs, in a process of its own. */
export async function measureScale(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'rounds.mjs');
  await build({
    entryPoints: [join(ROOT, 'bench/scale/rounds.ts')],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  });
  const work = startProcess(process.execPath, [script]);
  try {
    const [line] = await work.line(/^\{.*\}$/, LIMIT);
    return JSON.parse(line) as Section;
  } finally {
    forget();
    rmSync(folder, { recursive: true, force: true });
  }
}
