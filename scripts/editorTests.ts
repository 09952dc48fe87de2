import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { isolatedEnvironment } from './vscode/awsEnvironment.ts';
import { ensureChromium } from './browser/chromium.ts';
import { runEditorSuite } from './vscode/editorSuite.ts';
import { testFiles } from './suites/nodeTests.ts';
import { conclude, failureLine, type Totals } from './suites/totals.ts';
import { installServer, VSCODE_VERSIONS } from './vscode/serverInstall.ts';
import { type RunningSimulator, startSimulatorProcess } from './process/simulator.ts';
import { buildCopy } from './packaging.ts';
import { outsidePolicy } from '../test/stages/iam.ts';
import { readSuiteOptions } from './suites/suiteOptions.ts';

/** How much faster than the clock the simulated AWS's time goes, so that what stops has stopped in a second or two. */
export const SPEED = 20;

export interface EditorTests {
  /** The module for VS Code to call. */
  readonly entry: string;
  /** For a simulated AWS, what the suite finds in its environment. */
  env(simulator: RunningSimulator): NodeJS.ProcessEnv;
  /** What the suite said at its end; undefined when it never came to it. */
  result(): Totals | undefined;
}

/** A copy of Halt whose main file hands on the real one, and has it activated again when a test asks. */
export async function stageHalt(): Promise<string> {
  const folder = await buildCopy();
  await bundle([join(ROOT, 'test/stages/editor/stagedMain.ts')], join(folder, 'stagedMain.cjs'));
  const manifest = join(folder, 'package.json');
  const fields = JSON.parse(readFileSync(manifest, 'utf8')) as Readonly<Record<string, unknown>>;
  writeFileSync(manifest, JSON.stringify({ ...fields, main: './stagedMain.cjs' }));
  return folder;
}

/** Bundles test/editor, all of it in one, below the repository, where it finds mocha: in one each, the processor has 25 s of work more. */
export async function bundleEditorTests(files: readonly string[], grep: string | undefined): Promise<EditorTests> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'editor-tests-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const tests = testFiles('editor', files);
  const entry = join(folder, 'entry.cjs');
  const all = join(folder, 'tests.cjs');
  await Promise.all([bundle([join(ROOT, 'test/stages/editor/entry.ts')], entry), bundle(tests, all)]);
  const result = join(folder, 'result.json');
  return {
    entry,
    env: ({ endpoint, files: awsFiles }) => ({
      ...isolatedEnvironment(process.env, awsFiles),
      HALT_SIMULATOR: endpoint,
      HALT_TESTS: all,
      HALT_TEST_RESULT: result,
      ...(grep !== undefined && { HALT_TEST_GREP: grep }),
    }),
    result: () => {
      if (!existsSync(result)) return undefined;
      const totals = JSON.parse(readFileSync(result, 'utf8')) as Totals;
      rmSync(result); // The next run must write its own.
      return totals;
    },
  };
}

async function bundle(files: readonly string[], outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: files.map((file) => `export * from ${JSON.stringify(file)};`).join('\n'),
      resolveDir: ROOT,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/** Every operation that was asked of a simulated AWS, as in `ec2:DescribeInstances`. */
async function askedOf({ endpoint }: RunningSimulator): Promise<readonly string[]> {
  const answer = await fetch(new URL('/_simulator/state', endpoint));
  const { everAsked } = (await answer.json()) as { readonly everAsked: readonly string[] };
  return everAsked;
}

/** Runs test/editor in the extension hosts of the VS Code servers; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { versions, files, grep } = readSuiteOptions(args);
  const chromium = await ensureChromium();
  const extension = await stageHalt();
  let passed = 0;
  const failures: string[] = [];
  const tests = await bundleEditorTests(files, grep);
  for (const version of versions) {
    const server = await installServer(version);
    const simulator = await startSimulatorProcess(SPEED);
    const { label } = VSCODE_VERSIONS[version];
    process.stdout.write(`${label}\n`);
    try {
      const totals = await runEditorSuite({
        server,
        chromium,
        extension,
        tests: { entry: tests.entry, env: tests.env(simulator), result: () => tests.result() },
        // Far more than they take, also on a machine that has much else to do.
        seconds: 1_200,
        artifacts: join(ROOT, 'artifacts', `editor-${version}`),
        print: (line) => void process.stdout.write(`${line}\n`),
      });
      passed += totals.passed;
      failures.push(...totals.failures.map((failure) => `${label}: ${failure}`));
      const outside = outsidePolicy(await askedOf(simulator));
      if (outside.length > 0)
        failures.push(`${label}: Halt’s copied policy leaves out what it asked: ${outside.join(', ')}`);
    } catch (error) {
      failures.push(failureLine(label, error));
    } finally {
      await simulator.stop();
    }
  }
  return conclude({ passed, failures });
}
