import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { FAILED, type Totals } from './totals.ts';
import { startProcess } from '../process/processes.ts';

export interface Step {
  readonly name: string;
  /** `npm run` for a check, which counts as one test; a script of Node's that ends with its totals for a suite. */
  readonly run: { readonly check: readonly string[] } | { readonly suite: readonly string[] };
}

export interface StepResult extends Totals {
  readonly name: string;
}

/** Far more than any step takes, so that one that hangs ends the run all the same. */
const LIMIT = 7_200_000;

const LOGS = join(ROOT, 'artifacts', 'logs');

/** Runs one step and says how it went in one line, and what it printed when it failed. Never rejects. */
export async function runStep({ name, run }: Step): Promise<StepResult> {
  const started = performance.now();
  const windows = process.platform === 'win32';
  const env = { ...process.env, NO_COLOR: '1' };
  const step =
    'suite' in run
      ? startProcess(process.execPath, [...run.suite], { cwd: ROOT, env, gentle: true })
      : startProcess(windows ? 'npm.cmd' : 'npm', ['run', '--silent', ...run.check], {
          cwd: ROOT,
          env,
          shell: windows,
        });
  const timer = setTimeout(() => void step.stop(), LIMIT);
  const how = await step.ended;
  clearTimeout(timer);
  const totals = 'suite' in run ? totalsOf(step.output(), how) : totalsOfCheck(how);
  mkdirSync(LOGS, { recursive: true });
  writeFileSync(join(LOGS, `${name}.log`), `${step.output()}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const failed = totals.failures.length;
  const count = 'suite' in run ? `${totals.passed + failed} tests, ` : '';
  if (failed === 0) process.stdout.write(`✔ ${name} (${count}${seconds} s)\n`);
  else
    process.stdout.write(`✖ ${name} (${failed} failed, ${seconds} s, ended with ${how})\n${indent(step.output())}\n`);
  return { name, ...totals };
}

/** A suite that ended badly without saying that a test failed, or that ran none, is a failure itself. */
function totalsOf(output: string, how: number | string): Totals {
  const lines = output.split('\n');
  const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed$/.exec(lines.at(-1) ?? '') ?? [];
  const said = lines.slice(-1 - Number(failed), -1).filter((line) => line.startsWith(FAILED));
  const totals = { passed: Number(passed), failures: said.map((line) => line.slice(FAILED.length)) };
  const isSound = totals.failures.length > 0 || (how === 0 && totals.passed > 0);
  return isSound ? totals : { ...totals, failures: [`it ended with ${how}`] };
}

const totalsOfCheck = (how: number | string): Totals =>
  how === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [`it ended with ${how}`] };

/** Indented, a suite's own totals can't be taken for the run's. */
const indent = (text: string): string =>
  text
    .split('\n')
    .slice(-300)
    .map((line) => `    ${line}`)
    .join('\n');
