import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { ensureChromium } from './browser/chromium.ts';
import { conclude } from './suites/nodeTests.ts';
import { fileOfRedraws } from './suites/redraws.ts';
import { installServer } from './vscode/serverInstall.ts';
import { runStep, type Step, type StepResult } from './suites/steps.ts';

const VSIX = join(ROOT, '.cache', `test-${process.pid}.vsix`);

const command = (...args: readonly string[]): Step['run'] => ({ suite: [join(ROOT, 'scripts/run.mjs'), ...args] });

/** These share nothing, and run one after the other beside what has a VS Code. */
const CHECKS: readonly Step[] = [
  { name: 'integration', run: command('suite', 'integration') },
  { name: 'unit', run: command('suite', 'unit') },
  // It checks the types of every file as well.
  { name: 'lint', run: { check: ['lint'] } },
  { name: 'repository', run: command('suite', 'repository') },
  { name: 'simulator', run: command('suite', 'simulator') },
  { name: 'unused', run: { check: ['unused'] } },
  { name: 'format', run: { check: ['format:check'] } },
];

/** Both VS Codes, one after the other: each waits most of the time. */
const EDITORS: readonly Step[] = [{ name: 'editor', run: command('editor') }];

/** It draws several windows at a time, and is the longest. */
const WINDOWS: readonly Step[] = [{ name: 'ui', run: command('ui', '--vsix', VSIX) }];

/** Runs every step, or those whose names begin with the ones after `--only`; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } });
  const names = values.only?.split(',');
  const isWanted = ({ name }: Step): boolean => names?.some((wanted) => name.startsWith(wanted)) ?? true;
  const editors = EDITORS.filter(isWanted);
  const windows = WINDOWS.filter(isWanted);
  rmSync(join(ROOT, 'artifacts'), { recursive: true, force: true });
  atExit(() => rmSync(VSIX, { force: true }));
  // Counted over both editors.
  fileOfRedraws();
  // All of them wait more than they work: so both processors have something to do to the end.
  const results = (
    await Promise.all([
      oneByOne(CHECKS.filter(isWanted)),
      editors.length + windows.length > 0 ? withWindows(editors, windows) : [],
    ])
  ).flat();
  const failures = results.filter(({ failed }) => failed > 0);
  if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.map(({ name }) => name).join(', ')}\n`);
  const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
  return conclude({ passed: sum('passed'), failed: sum('failed') });
}

async function withWindows(editors: readonly Step[], windows: readonly Step[]): Promise<StepResult[]> {
  const ready = await prepareWindows();
  if (ready.some(({ failed }) => failed > 0)) return ready;
  return [ready, ...(await Promise.all([oneByOne(editors), oneByOne(windows)]))].flat();
}

/** The VS Codes, Chromium and the VSIX. When one is not to be had, that is one failure, and no window is opened. */
async function prepareWindows(): Promise<StepResult[]> {
  try {
    await Promise.all([installServer('newest'), ensureChromium()]);
    await installServer('oldest');
  } catch (error) {
    process.stdout.write(`✖ windows\n    ${error instanceof Error ? error.message : String(error)}\n`);
    return [{ name: 'windows', passed: 0, failed: 1 }];
  }
  return [await runStep({ name: 'package', run: { check: ['package', '--', VSIX] } })];
}

async function oneByOne(steps: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}
