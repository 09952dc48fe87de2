import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { atExit } from '../process/atExit.ts';
import { ROOT } from '../root.ts';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

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

export interface HowToRun {
  /** How many processes at a time. */
  readonly concurrency: number;
  /** A process that takes longer is ended, and what it ran counts as failed. */
  readonly minutes: number;
  /** Only the tests whose names match. */
  readonly grep?: string | undefined;
  /** Over how many processes the files are spread; each file has a process of its own when it isn't given. A process costs nearly a second of processor before its first test. */
  readonly processes?: number;
}

/** Runs files of `node:test` tests, printing as it goes. A file without a test, one that can't be loaded, or one that takes longer than it may, counts as failed. */
export async function runNodeTests(files: readonly string[], how: HowToRun): Promise<Totals> {
  const { concurrency, minutes, grep, processes } = how;
  // The runner starts a process for each file, and Node 20 has no other way to have each load TypeScript.
  process.env['NODE_OPTIONS'] = `--import ${import.meta.resolve('tsx')}`;
  const shared = processes !== undefined;
  const entries = shared ? entriesOf(files, processes) : files;
  // Files that share a process are heard of by where their tests stand. One that has a process of its own is told of by its name when there is no test in it.
  const silent = new Set(shared ? files : []);
  let passed = 0;
  let failed = 0;
  const stream = run({
    files: [...entries],
    concurrency,
    timeout: minutes * 60_000,
    ...(grep !== undefined && { testNamePatterns: [grep] }),
  });
  const paths = new Set(entries.flatMap((file) => [file, relative(process.cwd(), file)]));
  stream.on('test:pass', ({ name, details, skip, todo, file }) => {
    silent.delete(file ?? '');
    if (details.type === 'suite' || skip !== undefined || todo !== undefined) return;
    if (!paths.has(name)) passed += 1;
    else if (!shared) silent.add(name);
  });
  stream.on('test:fail', ({ details, todo, file }) => {
    silent.delete(file ?? '');
    if (todo === undefined && (details.type !== 'suite' || !isOfItsTests(details.error))) failed += 1;
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await once(report, 'end');
  for (const file of silent) {
    failed += 1;
    process.stdout.write(`✖ ${relative(process.cwd(), file)} has no test that ran\n`);
  }
  return { passed, failed };
}

/** Modules that import the files by turns, so that each process has about as much to do. */
function entriesOf(files: readonly string[], processes: number): string[] {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'suite-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  return Array.from({ length: Math.min(processes, files.length) }, (_, index) => {
    const own = files.filter((_file, at) => at % processes === index);
    const entry = join(folder, `part${index + 1}.mjs`);
    writeFileSync(entry, own.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''));
    return entry;
  });
}

/** Whether a suite failed only because tests in it did, which are counted themselves. */
const isOfItsTests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed';

/** Prints the line that scripts/test.ts reads, and answers the exit status: no test at all is a failure. */
export function conclude({ passed, failed }: Totals): number {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
