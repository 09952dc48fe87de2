import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileOfRedraws, mostSaid, noteRedraw, redrawsIn } from '../../scripts/suites/redraws.ts';

test('what several processes of a run, and of the runs that it consists of, note of a redrawn view is counted together', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'redraws-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'noted');
  noteRedraw('said'); // Outside of a run that counts.
  assert.deepEqual(redrawsIn(file), { pressed: 0, said: 0, waited: 0 });
  process.env['HALT_UI_REDRAWS'] = file;
  t.after(() => delete process.env['HALT_UI_REDRAWS']);
  assert.equal(fileOfRedraws(), file);
  const script = join(import.meta.dirname, '../../scripts/suites/redraws.ts');
  for (const redraw of ['said', 'waited', 'pressed', 'waited']) {
    const code = `import(${JSON.stringify(script)}).then((it) => it.noteRedraw(${JSON.stringify(redraw)}))`;
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), '--eval', code]);
  }
  noteRedraw('said');
  assert.deepEqual(redrawsIn(file), { pressed: 1, said: 2, waited: 2 });
});

test('a view that is redrawn may be in the way of two presses of a short run, and of one in fifteen of a long one', () => {
  assert.deepEqual([0, 20, 44, 45, 310].map(mostSaid), [2, 2, 2, 3, 20]);
});
