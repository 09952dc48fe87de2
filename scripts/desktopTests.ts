import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { ROOT } from './root.ts';
import { isolatedEnvironment } from './vscode/awsEnvironment.ts';
import { bundleEditorTests, SPEED, stageHalt } from './editorTests.ts';
import { conclude, failureLine } from './suites/totals.ts';
import { createProfile } from './vscode/profile.ts';
import { startSimulatorProcess } from './process/simulator.ts';
import { readSuiteOptions } from './suites/suiteOptions.ts';

const RELEASES = { newest: 'stable', oldest: '1.105.1' } as const;

/** Runs test/editor in desktop VS Codes, which are downloaded; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { versions, files, grep } = readSuiteOptions(args);
  let passed = 0;
  const failures: string[] = [];
  for (const version of versions) {
    const release = RELEASES[version];
    process.stdout.write(`Desktop VS Code ${release}\n`);
    let vscodeExecutablePath: string;
    try {
      const cachePath = join(ROOT, '.cache/vscode-desktop');
      vscodeExecutablePath = await downloadAndUnzipVSCode({ version: release, cachePath, timeout: 60_000 });
    } catch (error) {
      process.stdout.write(
        'Run this where Microsoft’s update server can be reached; npm run test:editor runs the same tests in the VS Code server.\n',
      );
      failures.push(failureLine(`Desktop VS Code ${release} can’t be downloaded here`, error));
      continue;
    }
    const totals = await runIn(vscodeExecutablePath, files, grep);
    passed += totals.passed;
    failures.push(...totals.failures.map((failure) => `${release}: ${failure}`));
  }
  return conclude({ passed, failures });
}

async function runIn(vscodeExecutablePath: string, files: readonly string[], grep: string | undefined) {
  const [extension, tests, simulator] = [
    await stageHalt(),
    await bundleEditorTests(files, grep),
    await startSimulatorProcess(SPEED),
  ];
  const profile = createProfile({});
  // The test host inherits this process's environment.
  const kept = isolatedEnvironment(process.env, simulator.files);
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: extension,
      extensionTestsPath: tests.entry,
      extensionTestsEnv: tests.env(simulator),
      launchArgs: [
        profile.workspace,
        `--user-data-dir=${profile.userData}`,
        `--extensions-dir=${profile.extensions}`,
        ...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
        ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    await simulator.stop();
  }
  return tests.result() ?? { passed: 0, failures: ['the tests never came to their end'] };
}
