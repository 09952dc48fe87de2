import { conclude, runNodeTests, testFiles } from './suites/nodeTests.ts';

/** Suites whose files share a few processes. Those of `integration` each have one: they change what belongs to the process, and wait more than they work. */
const SHARING: readonly string[] = ['unit', 'simulator', 'repository'];

/** Runs a suite of `node:test` files, or some files of it: `unit|simulator|repository|integration [files…]`. */
export async function main([suite = '', ...files]: readonly string[]): Promise<number> {
  const how = SHARING.includes(suite) ? { minutes: 6, processes: 4 } : { minutes: 2 };
  return conclude(await runNodeTests(testFiles(suite, files), { concurrency: 2, ...how }));
}
