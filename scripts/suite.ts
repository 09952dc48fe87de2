import { runNodeTests, testFiles } from './suites/nodeTests.ts';
import { conclude } from './suites/totals.ts';

/**
 * Over how many processes the files of a suite are spread; the tests of each run one after the other. Each process loads what it tests for itself, which is up to a second of its processor. A test that changes what belongs to the process puts it back.
 */
const PROCESSES: Readonly<Record<string, number>> = { unit: 4, simulator: 4, repository: 4, integration: 6 };

/** How many of them at a time. Those of integration wait for answers more than they work. */
const AT_ONCE: Readonly<Record<string, number>> = { integration: 3 };

/** Far more than a process of any of them takes, also on a machine that has much else to do. */
const MINUTES = 20;

/** Runs a suite of `node:test` files, or some files of it: `unit|simulator|repository|integration [files…]`. */
export async function main([suite = '', ...files]: readonly string[]): Promise<number> {
  const all = { files: testFiles(suite, files), processes: PROCESSES[suite] ?? 1 };
  return conclude(await runNodeTests(all, { concurrency: AT_ONCE[suite] ?? 2, minutes: MINUTES }));
}
