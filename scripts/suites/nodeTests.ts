import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
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

/** Runs files of `node:test` tests, printing as it goes. A file without a test, or one that takes longer than it may, counts as failed. */
export async function runNodeTests(
  files: readonly string[],
  { concurrency, minutes, grep }: { concurrency: number; minutes: number; grep?: string | undefined },
): Promise<Totals> {
  // The runner starts a process for each file, and Node 20 has no other way to have each load TypeScript.
  process.env['NODE_OPTIONS'] = `--import ${import.meta.resolve('tsx')}`;
  let passed = 0;
  let failed = 0;
  const stream = run({
    files: [...files],
    concurrency,
    timeout: minutes * 60_000,
    ...(grep !== undefined && { testNamePatterns: [grep] }),
  });
  const paths = new Set(files.flatMap((file) => [file, relative(process.cwd(), file)]));
  stream.on('test:pass', ({ name, details, skip, todo }) => {
    if (details.type === 'suite' || skip !== undefined || todo !== undefined) return;
    if (paths.has(name)) {
      failed += 1;
      process.stdout.write(`✖ ${name} has no test\n`);
    } else passed += 1;
  });
  stream.on('test:fail', ({ details, todo }) => {
    if (todo === undefined && (details.type !== 'suite' || !isOfItsTests(details.error))) failed += 1;
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await once(report, 'end');
  return { passed, failed };
}

/** Whether a suite failed only because tests in it did, which are counted themselves. */
const isOfItsTests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed';

/** Prints the line that scripts/test.ts reads, and answers the exit status: no test at all is a failure. */
export function conclude({ passed, failed }: Totals): number {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
