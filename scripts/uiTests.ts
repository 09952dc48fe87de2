import { readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { ensureChromium } from './browser/chromium.ts';
import { conclude, runNodeTests, testFiles } from './suites/nodeTests.ts';
import { installServer, VSCODE_VERSIONS } from './vscode/serverInstall.ts';
import { packageQuietly } from './packaging.ts';
import { readSuiteOptions } from './suites/suiteOptions.ts';

/**
 * How many files of a version may be tried a second time. A whole VS Code, its browser and the simulated AWS share two cores: now and then a window
 * comes later than anything can wait for. What fails twice has failed.
 */
const RETRIES = 3;

/** Runs test/ui on the packaged extension in VS Code windows; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { versions, files, grep, vsix } = readSuiteOptions(args);
  const chromium = await ensureChromium();
  const packaged = vsix === undefined ? await packageForTests() : resolve(vsix);
  const { publisher, name } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
  let passed = 0;
  let failed = 0;
  for (const version of versions) {
    const server = await installServer(version);
    process.stdout.write(`${VSCODE_VERSIONS[version].label}\n`);
    const installation = { version, server, chromium, vsix: packaged, extension: `${publisher}.${name}` };
    process.env['HALT_UI_INSTALLATION'] = JSON.stringify(installation);
    // One window at a time: two would share the processor, and each would wait for the other.
    const all = testFiles('ui', files);
    // What is drawn without a VS Code, in a page of Chromium's own, is the same for both.
    const tests =
      version === 'newest' ? all : all.filter((file) => readFileSync(file, 'utf8').includes('./rig/scene.ts'));
    let retries = RETRIES;
    for (const file of tests) {
      const run = () => runNodeTests([file], { concurrency: 1, minutes: 10, grep });
      let totals = await run();
      if (totals.failed > 0 && retries > 0) {
        retries -= 1;
        process.stdout.write(`↻ ${relative(ROOT, file)} is tried once more, in new windows\n`);
        totals = await run();
      }
      passed += totals.passed;
      failed += totals.failed;
    }
  }
  return conclude({ passed, failed });
}

async function packageForTests(): Promise<string> {
  const vsix = join(ROOT, '.cache', `ui-test-${process.pid}.vsix`);
  atExit(() => rmSync(vsix, { force: true }));
  await packageQuietly(vsix);
  return vsix;
}
