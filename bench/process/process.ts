import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { atExit } from '../../scripts/process/atExit.ts';
import { startProcess } from '../../scripts/process/processes.ts';
import { ROOT } from '../../scripts/root.ts';
import { isolatedEnvironment } from '../../scripts/vscode/awsEnvironment.ts';
import { installServer } from '../../scripts/vscode/serverInstall.ts';
import type { Section } from '../report.ts';
import { startSizedSimulator } from '../simulator.ts';
import type { FirstSight, FirstSightPlan } from './firstSight.ts';

const MB = 1_000_000;
/** As the bench in the editor has it. */
const FLEET = { accounts: 3, regions: 6, instances: 556, services: 28, experiments: 28 };
const LIMIT = 120_000;

/** By how much a process grows that sees a large fleet for the first time, in the editor's own Node. `staged`: the folder of the built extension. */
export async function measureProcess(staged: string): Promise<Section> {
  const { node } = await installServer('newest');
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'firstSight.mjs');
  await build({
    entryPoints: [join(ROOT, 'bench/process/firstSight.ts')],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'esm', target: 'node22', logLevel: 'warning' },
  });
  const simulator = await startSizedSimulator(FLEET);
  try {
    const { profiles, regions, files } = simulator;
    const plan: FirstSightPlan = { workerFile: join(staged, 'dist/worker.cjs'), profiles, regions };
    const env = isolatedEnvironment(process.env, files);
    const work = startProcess(node, [script, JSON.stringify(plan)], { env });
    const [line] = await work.line(/^\{.*\}$/, LIMIT);
    const { resources, grown, problems } = JSON.parse(line) as FirstSight;
    if (problems.length > 0) throw new Error(problems.slice(0, 3).join('\n'));
    return {
      title: 'Process',
      figures: [
        {
          what: 'as the system sees it, grown at the most by a first sight',
          value: grown / MB,
          unit: 'MB',
          bar: { most: 100 },
          note: `${resources} resources in ${profiles.length * regions.length} places, without an editor`,
        },
      ],
    };
  } finally {
    await simulator.stop();
    forget();
    rmSync(folder, { recursive: true, force: true });
  }
}
