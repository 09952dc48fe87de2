import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CodeServer } from '../../../scripts/vscode/codeServer.ts';

const ARTIFACTS = join(import.meta.dirname, '../../../artifacts');

/** What is kept of a window for whoever looks at a run afterwards, below `artifacts`. */
export function evidenceOf(page: Page, server: CodeServer, pictures: boolean) {
  const console: string[] = [];
  page.on('console', (message) => console.push(`[${message.type()}] ${message.text()}`));
  return {
    picture: async (name: string): Promise<void> => {
      const path = join(ARTIFACTS, `${name}.png`);
      if (pictures) await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    },
    saveEvidence: async (name: string): Promise<string> => {
      const folder = join(ARTIFACTS, name.replaceAll(/[^\w-]+/g, '-'));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'server.log'), server.process.output());
      writeFileSync(join(folder, 'console.log'), console.join('\n'));
      server.copyLogs(join(folder, 'logs'));
      await page.screenshot({ path: join(folder, 'window.png'), timeout: 5000 }).catch(() => undefined);
      return shownIn(page).catch(() => 'nothing that could be read');
    },
  };
}

/** What asks or tells something in a window, and the row with the focus: where no picture can be looked at, it says why a scenario failed. */
async function shownIn(page: Page): Promise<string> {
  const over = page.locator('.monaco-dialog-box, .quick-input-widget, .context-view, .notification-list-item');
  const texts = await over.filter({ visible: true }).allInnerTexts();
  const focused = await page
    .locator('.monaco-list-row.focused')
    .evaluateAll((rows) => rows.map((one) => one.getAttribute('aria-label')));
  return JSON.stringify({ over: texts.map((text) => text.slice(0, 600)), focused });
}
