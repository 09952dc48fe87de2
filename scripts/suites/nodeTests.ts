import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { atExit } from '../process/atExit.ts';
import { ROOT } from '../root.ts';
import { bundleTests } from './bundledTests.ts';
import { FOLDER_OF_RUN } from './folderOfRun.ts';
import { failureLine, type Totals } from './totals.ts';

/** Imported before the first test. */
const LEAN_RUNNER = join(ROOT, 'scripts', 'suites', 'leanRunner.mjs');

/** The `*.test.ts` files below `test/<suite>`, or those that are named. */
export function testFiles(suite: string, named: readonly string[]): string[] {
  if (named.length > 0) return named.map((file) => resolve(file));
  const folder = join(ROOT, 'test', suite);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Files to run in a process of their own, one after the other, and what is set in its environment. One file can be run more than once. */
export interface OwnRun {
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface HowToRun {
  /** How many processes at a time. */
  readonly concurrency: number;
  /** A process that takes longer is ended, and what it ran counts as failed. */
  readonly minutes: number;
  /** Only the tests whose names match. */
  readonly grep?: string | undefined;
}

/**
 * Runs files of `node:test` tests, bundled together, over so many processes or each in its own, printing as it goes. A file without a test, one that can't be loaded, or one that takes longer than it
 * may, counts as failed.
 */
export async function runNodeTests(
  runs: { readonly files: readonly string[]; readonly processes: number } | readonly OwnRun[],
  how: HowToRun,
): Promise<Totals> {
  const { concurrency, minutes, grep } = how;
  // So that an error tells where in the source it was made.
  process.env['NODE_OPTIONS'] = '--enable-source-maps';
  const folder = folderFor('suite-');
  process.env[FOLDER_OF_RUN] = folder;
  // Files that are shared out are heard of by where their tests stand. Those that were given a process are told of by its entry when there is no test in it.
  const alone = !('files' in runs);
  const files = alone ? runs.flatMap((one) => one.files) : runs.files;
  const bundled = await bundleTests([...new Set(files)], folder);
  const built = (file: string): string => bundled.get(file) ?? file;
  const entries = alone
    ? runs.map((one, at) => entryOf(one.files.map(built), folder, at, one.env))
    : shares(files, runs.processes).map((share, at) => entryOf(share.map(built), folder, at));
  const silent = new Set(alone ? [] : files);
  const sources = new Map([...bundled].map(([source, output]) => [output, source]));
  const heardOf = (file = ''): boolean => silent.delete(sources.get(file) ?? file);
  let passed = 0;
  const failures: string[] = [];
  const stream = run({
    files: [...entries],
    concurrency,
    timeout: minutes * 60_000,
    ...(grep !== undefined && { testNamePatterns: [grep] }),
  });
  const paths = new Map(
    entries.flatMap((file, at) => [file, relative(process.cwd(), file)].map((path) => [path, at] as const)),
  );
  stream.on('test:pass', ({ name, details, skip, todo, file }) => {
    heardOf(file);
    if (details.type === 'suite' || skip !== undefined || todo !== undefined) return;
    const entered = paths.get(name);
    if (entered === undefined) passed += 1;
    else if (alone) for (const one of runs[entered]?.files ?? []) silent.add(one);
  });
  stream.on('test:fail', ({ name, details, todo, file }) => {
    heardOf(file);
    if (todo !== undefined || (details.type === 'suite' && isOfItsTests(details.error))) return;
    failures.push(failureLine(name, details.error));
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await once(report, 'end');
  failures.push(...[...silent].map((file) => `${relative(process.cwd(), file)} has no test that ran`));
  return { passed, failures };
}

const specifier = (file: string): string => JSON.stringify(pathToFileURL(file).href);

/** A new folder below the repository, for as long as this process lives. */
function folderFor(prefix: string): string {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', prefix));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files by turns, so that each process has about as much to do. */
const shares = (files: readonly string[], processes: number): string[][] =>
  Array.from({ length: Math.min(processes, files.length) }, (_, index) =>
    files.filter((_file, at) => at % processes === index),
  );

/** Writes a module that imports the files. */
function entryOf(
  files: readonly string[],
  folder: string,
  at: number,
  env: Readonly<Record<string, string>> = {},
): string {
  const entry = join(folder, `part${at + 1}.mjs`);
  const tests = join(folder, `tests${at + 1}.mjs`);
  writeFileSync(tests, files.map((file) => `import ${specifier(file)};\n`).join(''));
  // The runner is there as soon as a module that imports it is looked at.
  const lines = [
    `import ${specifier(LEAN_RUNNER)};`,
    `Object.assign(process.env, ${JSON.stringify(env)});`,
    `await import(${specifier(tests)});`,
  ];
  writeFileSync(entry, `${lines.join('\n')}\n`);
  return entry;
}

/** Whether a suite failed only because tests in it did, which are counted themselves. */
const isOfItsTests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed';
