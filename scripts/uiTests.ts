import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ROOT } from './root.ts';
import { ensureChromium } from './browser/chromium.ts';
import { packageQuietly } from './packaging.ts';
import { atExit } from './process/atExit.ts';
import { type OwnRun, runNodeTests, testFiles } from './suites/nodeTests.ts';
import { conclude } from './suites/totals.ts';
import { fileOfRedraws, mostSaid, redrawsIn } from './suites/redraws.ts';
import { readSuiteOptions } from './suites/suiteOptions.ts';
import { installExtensions } from './vscode/codeServer.ts';
import { packageSecondExtension } from '../test/stages/window/secondExtension.ts';
import { installServer, VSCODE_VERSIONS } from './vscode/serverInstall.ts';
import type { Installation } from '../test/stages/window/window.ts';

/** A window waits half of its time: three leave two processors hardly idle. */
const WINDOWS_AT_ONCE = 3;
/** Those of a process share a server and a browser, one after the other; with more of them, one process would be left to run alone at the end. */
const FILES_A_PROCESS = 4;
/** They wait for what takes its time, however short their text is. */
const LONG = ['manyPlaces.test.ts', 'reload.test.ts'];
/** Far more than the windows of one file take, also on a machine that has much else to do. */
const MINUTES = 30;

/** Runs test/ui on the packaged extension in VS Code windows. Resolves with the exit status. With `pictures`, what there is to see is kept in artifacts. */
export async function main(args: readonly string[], pictures = false): Promise<number> {
  const { versions, files, grep, vsix, reversed } = readSuiteOptions(args);
  const chromium = await ensureChromium();
  const packaged = vsix === undefined ? await packageForTests() : resolve(vsix);
  const writer = await packageSecondExtension('settingsWriter', 'Changes settings for the tests.');
  // The longest first, as far as their text tells: none is left to run alone at the end.
  const length = (file: string): number =>
    LONG.includes(basename(file)) ? Number.MAX_SAFE_INTEGER : statSync(file).size;
  const all = testFiles('ui', files).toSorted((a, b) => length(b) - length(a));
  const redraws = fileOfRedraws();
  const runs: OwnRun[] = [];
  for (const version of versions) {
    const server = await installServer(version);
    process.stdout.write(`${VSCODE_VERSIONS[version].label}\n`);
    const extensions = mkdtempSync(join(ROOT, '.cache', 'ui-extensions-'));
    atExit(() => rmSync(extensions, { recursive: true, force: true }));
    await installExtensions(server, [packaged, writer.vsix], extensions);
    const installation: Installation = { version, server, chromium, extensions, pictures, reversed };
    const env = { HALT_UI_INSTALLATION: JSON.stringify(installation) };
    // The oldest editor runs what can differ by its version.
    const here =
      version === 'newest'
        ? all
        : all.filter((file) => /differsByVersion|ofOldestAlone/.test(readFileSync(file, 'utf8')));
    runs.push(...dealt(here).map((together) => ({ files: together, env })));
  }
  const { passed, failures } = await runNodeTests(runs, { concurrency: WINDOWS_AT_ONCE, minutes: MINUTES, grep });
  const { pressed, said, waited } = redrawsIn(redraws);
  const much = said > mostSaid(pressed);
  const verdict = `${said} times of ${pressed}, at most ${mostSaid(pressed)} are allowed; ${waited} times a test waited for it first`;
  const redrawn = `Halt answered that the view was being redrawn ${verdict}`;
  process.stdout.write(`ℹ ${redrawn}\n`);
  return conclude({ passed, failures: much ? [...failures, redrawn] : failures });
}

/** So many groups that each has a few, the long ones in different groups. */
function dealt(files: readonly string[]): string[][] {
  const groups = Math.ceil(files.length / FILES_A_PROCESS);
  return Array.from({ length: groups }, (_, group) => files.filter((_file, at) => at % groups === group));
}

async function packageForTests(): Promise<string> {
  const vsix = join(ROOT, '.cache', `ui-test-${process.pid}.vsix`);
  atExit(() => rmSync(vsix, { force: true }));
  await packageQuietly(vsix);
  return vsix;
}
