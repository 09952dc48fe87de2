import { conclude, runNodeTests, testFiles } from './suites/nodeTests.ts';

/** Runs a suite of `node:test` files, or some files of it: `unit|simulator|repository|integration [files…]`. */
export async function main([suite = '', ...files]: readonly string[]): Promise<number> {
  return conclude(await runNodeTests(testFiles(suite, files), { concurrency: 2, minutes: 2 }));
}
