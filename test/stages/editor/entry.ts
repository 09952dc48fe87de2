import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { PATIENCE } from '../window/waiting.ts';
import { failureLine, type Totals } from '../../../scripts/suites/totals.ts';

/** Starts each line of the tests, so that the runner can tell it from the editor's own log. */
const MARK = '\u2063';

/** What VS Code calls in the extension host as "extension tests". The runner names the tests' file, a file for the result and
 * perhaps a pattern in the environment. */
export async function run(): Promise<void> {
  markConsole();
  const { default: Mocha } = await import('mocha'); // Only now: it keeps the console that it finds.
  const grep = process.env['HALT_TEST_GREP'];
  // More than anything on the screen may take: what waits says for what.
  const mocha = new Mocha({ timeout: 2 * PATIENCE, reporter: 'spec', color: false, ...(grep ? { grep } : {}) });
  mocha.addFile(process.env['HALT_TESTS'] ?? '');
  await mocha.loadFilesAsync();
  const failures: string[] = [];
  const passed = await new Promise<number>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats?.passes ?? 0));
    runner.on('fail', (test, error) => failures.push(failureLine(test.fullTitle(), error)));
  });
  const result = process.env['HALT_TEST_RESULT'];
  if (result !== undefined) writeFileSync(result, JSON.stringify({ passed, failures } satisfies Totals));
  if (failures.length > 0) throw new Error(`${failures.length} failed`);
  if (passed === 0) throw new Error('no test ran');
}

/** The extension host forbids to assign console.log, but not to replace the console. */
function markConsole(): void {
  const original = console;
  const marked = (write: (text: string) => void) => ({
    value: (...args: unknown[]) => {
      for (const line of format(...args).split('\n')) write(MARK + line);
    },
  });
  globalThis.console = Object.create(original, {
    log: marked((text) => original.log(text)),
    info: marked((text) => original.info(text)),
    warn: marked((text) => original.warn(text)),
    error: marked((text) => original.error(text)),
  });
}
