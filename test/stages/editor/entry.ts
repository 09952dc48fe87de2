import { writeFileSync } from 'node:fs';
import { format } from 'node:util';

/** Starts each line of the tests, so that the runner can tell it from the editor's own log. */
const MARK = '\u2063';

/** What VS Code calls in the extension host as "extension tests". The runner names the files, a file for the result and
 * perhaps a pattern in the environment. */
export async function run(): Promise<void> {
  markConsole();
  const { default: Mocha } = await import('mocha'); // Only now: it keeps the console that it finds.
  const files = (process.env['HALT_TEST_FILES'] ?? '').split('\n').filter((file) => file !== '');
  const grep = process.env['HALT_TEST_GREP'];
  const mocha = new Mocha({ timeout: 30_000, reporter: 'spec', color: false, ...(grep ? { grep } : {}) });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run((failures) => resolve({ passed: runner.stats?.passes ?? 0, failed: failures }));
  });
  const result = process.env['HALT_TEST_RESULT'];
  if (result !== undefined) writeFileSync(result, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} failed`);
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
