import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const TESTS = join(import.meta.dirname, '..');

/** What lets the machine's own time pass. */
const TIMED = /\b(?:setTimeout|setInterval|waitForTimeout)\b/;

/** Who may do so, and what for. A wait of any other test is for a condition, or by a clock that it holds. */
const reasons: Readonly<Record<string, string>> = {
  'stages/window/waiting.ts': 'between two looks at a condition on the screen',
  'stages/editor/stagedMain.ts': 'for as long as a person reads a dialog',
  'stages/processes.ts': 'between two looks at a condition',
  'stages/clocks/hastyClock.ts': 'the clock itself',
  'stages/asker/extension.ts': 'how often somebody who may not accepts a prompt',
  'unit/platform/fileChanges.test.ts': 'between two looks at what was heard',
  'unit/platform/windowCount.test.ts': 'between two looks at what was heard',
  'unit/platform/journalFile.writers.test.ts': 'for how long a window is suspended, by chance',
  'unit/aws/credentials/step.told.test.ts': 'by timers of the test’s own, which it moves itself',
  'integration/aws/credentials/credentials.test.ts': 'between two looks of a worker that is to die at a condition',
  'integration/aws/worker.test.ts': 'between two looks of a worker that is to die at a condition',
  'editor/waits.test.ts': 'by timers that the test holds, and lets run itself',
  'ui/film.test.ts': 'the pace of the README’s film, which no test waits for',
  'ui/appearance.test.ts': 'how often the simulated time is moved while a result is waited for',
};

const letsTimePass = (source: string): boolean => TIMED.test(source);

/** Keys about rows that are pressed whatever has the focus, and what is held against the screen or the settings file as they are at that very moment. That something is *not* there is no such thing. */
const HASTY = [
  /keyboard\.press\('(?:Delete|ControlOrMeta\+Enter)'\)/g,
  /assert\.(?:equal|deepEqual|match)\(\s*\(*await (?:texts\(|selectedRows\(|\w+\.tooltip\(|[\w.]+\.(?:rows|all)\(\)|.*getAttribute\()/g,
  /assert\.(?:equal|deepEqual|match)\(\s*window\.settings\(\)\[.*\], \[/g,
];

const hastyIn = (source: string): readonly string[] => HASTY.flatMap((pattern) => source.match(pattern) ?? []);

describe('the tests', () => {
  it('wait on conditions: none sleeps', () => {
    const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && file !== 'repository/waiting.test.ts');
    assert.ok(files.length > 300);
    const timed = files.filter((file) => letsTimePass(readFileSync(join(TESTS, file), 'utf8')));
    assert.deepEqual(timed.toSorted(), Object.keys(reasons).toSorted());
  });

  it('of the windows read nothing once behind what changes it, and press keys about rows where these stand still', () => {
    const folder = join(TESTS, 'ui');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    assert.ok(files.length > 20);
    assert.deepEqual(
      files.flatMap((file) => hastyIn(readFileSync(join(folder, file), 'utf8')).map((text) => [file, text])),
      [],
    );
  });

  for (const planted of [
    "await window.page.keyboard.press('Delete');",
    "await page.keyboard.press('ControlOrMeta+Enter');",
    'assert.deepEqual(await window.tree.rows(), []);',
    'assert.equal((await selectedRows(window)).length, 2);',
    "assert.match((await texts(running))[0] ?? '', /^Safety lever/);",
    'assert.deepEqual(await window.notifications.all(), []);',
    "assert.match((await row.getAttribute('aria-label')) ?? '', /watched/);",
    'assert.match(\n  await window.tooltip(row),\n  /why/,\n);',
    "assert.deepEqual(window.settings()['halt.profiles'], []);",
  ])
    it(`that would look too early are found: ${planted}`, () => assert.equal(hastyIn(planted).length, 1));

  it('that would sleep are found', () => {
    for (const planted of [
      "import { setTimeout as pause } from 'node:timers/promises';",
      'await new Promise((resolve) => setTimeout(resolve, 300));',
      'await page.waitForTimeout(300);',
      'const timer = setInterval(look, 10);',
    ])
      assert.ok(letsTimePass(planted), planted);
    for (const fine of ["import { setImmediate as turn } from 'node:timers/promises';", 'await clock.advance(300);'])
      assert.ok(!letsTimePass(fine), fine);
  });
});
