import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { ensureChromium } from './browser/chromium.ts';
import { conclude, failureLine } from './suites/totals.ts';
import { fileOfRedraws } from './suites/redraws.ts';
import { installServer } from './vscode/serverInstall.ts';
import { runStep, type Step, type StepResult } from './suites/steps.ts';

const VSIX = join(ROOT, '.cache', `test-${process.pid}.vsix`);

const command = (...args: readonly string[]): Step['run'] => ({ suite: [join(ROOT, 'scripts/run.mjs'), ...args] });

/** These share nothing, and run two at a time, the longest first: none is left to run alone at the end. */
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

/** Both VS Codes, one after the other. They wait most of the time, and begin beside the checks. */
const EDITORS: readonly Step[] = [{ name: 'editor', run: command('editor') }];

/** It draws several windows at a time, which take both processors: what waits for an answer in time isn't checked beside them. */
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
  const checks = inLanes(2, CHECKS.filter(isWanted));
  const ready = editors.length + windows.length > 0 ? prepareWindows() : Promise.resolve([]);
  const after = async (over: Promise<unknown>, steps: readonly Step[]): Promise<StepResult[]> => {
    await over;
    return (await ready).every(({ failures }) => failures.length === 0) ? inLanes(1, steps) : [];
  };
  const results = (await Promise.all([checks, ready, after(ready, editors), after(checks, windows)])).flat();
  return conclude({
    passed: results.reduce((total, { passed }) => total + passed, 0),
    // At the end once more, where they are found below all that was printed.
    failures: results.flatMap(({ name, failures }) => failures.map((failure) => `${name}: ${failure}`)),
  });
}

/** The VS Codes, Chromium and the VSIX. When one is not to be had, that is one failure, and no window is opened. */
async function prepareWindows(): Promise<StepResult[]> {
  try {
    await Promise.all([installServer('newest'), installServer('oldest'), ensureChromium()]);
  } catch (error) {
    return [{ name: 'windows', passed: 0, failures: [failureLine('what the windows need', error)] }];
  }
  const packaged = await runStep({ name: 'package', run: { check: ['package', '--', VSIX] } });
  // The test of what is in it looks into this one.
  if (packaged.failures.length === 0) process.env['HALT_PACKAGED'] = VSIX;
  return [packaged];
}

async function inLanes(count: number, steps: readonly Step[]): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: count }, lane));
  return results;
}
