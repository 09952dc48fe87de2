import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe looks for: all of it, what a theme decides alone, or all that a theme doesn't decide: to find out about the colours takes it longest. */
export type AxeRules = 'all' | 'colours' | 'all but colours';

const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

const options = {
  all: { resultTypes: ['violations'] },
  colours: { resultTypes: ['violations'], runOnly: OF_COLOURS },
  'all but colours': {
    resultTypes: ['violations'],
    rules: Object.fromEntries(OF_COLOURS.map((rule) => [rule, { enabled: false }])),
  },
} as const satisfies Record<AxeRules, object>;

/** What axe finds wrong in a page, a line a rule with where it is broken. */
export async function axeFindings(page: Page | Frame, rules: AxeRules = 'all'): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe);
  const found = await page.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
    `axe.run(document, ${JSON.stringify(options[rules])}).then(({ violations }) => violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
