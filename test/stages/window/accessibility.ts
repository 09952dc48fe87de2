import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { HaltWindow } from './window.ts';

const axe = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Axe finds nothing in the page that is in front. */
export async function assertAccessible(window: HaltWindow): Promise<void> {
  const frame = await window.webviewFrame();
  await frame.evaluate(axe);
  const found = await frame.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  assert.deepEqual(
    found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    [],
  );
}
