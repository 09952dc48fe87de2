import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { startProcess } from './process/processes.ts';
import { testFiles } from './suites/nodeTests.ts';
import { ROOT } from './root.ts';

/** What a stop can go wrong in. The worker alone is left out: a mutant reaches the thread that loads it, not the one beside it. */
const MUTATED = ['src/stopping', 'src/aws', 'src/platform', 'src/history', 'src/model'];
const LEFT_OUT = 'src/aws/worker';

/**
 * Changes the code in many small ways and sees which of them the tests notice: `npm run mutants -- [files and folders of src] [-- options of
 * StrykerJS]`. Each change is run against the unit and integration tests that import a file that is named or, where none does, those nearest to it.
 */
export async function main(args: readonly string[]): Promise<number> {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const named = args.slice(0, end);
  const sources = sourcesIn(named.length > 0 ? named : MUTATED);
  const all = ['unit', 'integration'].flatMap((suite) => testFiles(suite, []));
  const reached = new Set(sources.flatMap((source) => nearestTests(all, source)));
  const tests = all.filter((test) => reached.has(test));
  if (sources.length === 0 || tests.length === 0) {
    process.stderr.write(`${sources.length} files to change, ${tests.length} tests that import one of them.\n`);
    return 1;
  }
  const mutate = sources.map(fromRoot).join(',');
  const stryker = startProcess(
    process.execPath,
    [
      join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'),
      ...['run', '--mutate', mutate, '--testFiles', tests.map(fromRoot).join(','), ...args.slice(end + 1)],
    ],
    { cwd: ROOT, gentle: true },
  );
  stryker.onLine((line) => process.stdout.write(`${line}\n`));
  const how = await stryker.ended;
  return typeof how === 'number' ? how : 1;
}

const fromRoot = (path: string): string => relative(ROOT, path).split(sep).join('/');

function sourcesIn(named: readonly string[]): readonly string[] {
  const files = named
    .map((name) => resolve(ROOT, name))
    .flatMap((path) => (isFolder(path) ? filesBelow(path) : [path]));
  return files.filter((path) => path.endsWith('.ts') && !fromRoot(path).startsWith(`${LEFT_OUT}/`));
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !isFolder(path));
}

/** Those that import a file. Where none does, those that import what imports it, and so on. */
function nearestTests(tests: readonly string[], source: string): readonly string[] {
  const seen = new Set<string>();
  for (let asked = new Set([source]); asked.size > 0;) {
    const found = tests.filter(usesOf(asked));
    if (found.length > 0) return found;
    for (const file of asked) seen.add(file);
    asked = new Set([...asked].flatMap(importersOf).filter((file) => !seen.has(file)));
  }
  return [];
}

function importersOf(source: string): readonly string[] {
  return filesBelow(join(ROOT, 'src')).filter((path) => path.endsWith('.ts') && importsOf(path).includes(source));
}

/** Whether a test imports one of these files, itself or through what tests stand on. */
function usesOf(sources: ReadonlySet<string>): (test: string) => boolean {
  const known = new Map<string, boolean>();
  const uses = (file: string): boolean => {
    const before = known.get(file);
    if (before !== undefined) return before;
    known.set(file, false);
    const found = importsOf(file).some(
      (path) => sources.has(path) || (fromRoot(path).startsWith('test/') && existsSync(path) && uses(path)),
    );
    known.set(file, found);
    return found;
  };
  return uses;
}

function importsOf(file: string): readonly string[] {
  const names = readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'/g);
  return [...names].map(([, name = '']) => resolve(dirname(file), name));
}
