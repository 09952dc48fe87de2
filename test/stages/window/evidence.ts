import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
      const shown = await shownIn(page).catch(() => ({ read: 'nothing that could be read' }));
      return JSON.stringify({ ...shown, logged: linesOf(join(folder, 'logs')) });
    },
  };
}

/** What asks or tells something in a window, the row with the focus and the rows of Halt's views: where no picture can be looked at, it says why a scenario failed. */
async function shownIn(page: Page) {
  const over = page.locator(
    '.monaco-dialog-box, .quick-input-widget, .context-view, .notification-list-item, .notifications-center-header',
  );
  const texts = await over.filter({ visible: true }).allInnerTexts();
  const labels = (rows: string): Promise<readonly string[]> =>
    page.locator(rows).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const focused = await labels('.monaco-list-row.focused');
  const rows = await labels('.customview-tree .monaco-list-row');
  return { over: texts.map((text) => text.slice(0, 600)), focused, rows };
}

/** The end of what Halt logged, and when its processes began and ended. */
function linesOf(logs: string): readonly string[] {
  const all = readdirSync(logs, { recursive: true, encoding: 'utf8' });
  const linesIn = (name: string): readonly string[] =>
    all
      .filter((path) => path.endsWith(name))
      .toSorted()
      .flatMap((path) => readFileSync(join(logs, path), 'utf8').trim().split('\n'));
  const processes = linesIn('remoteexthost.log').filter((line) => /pid|terminating/.test(line));
  return [...processes.slice(-9), ...linesIn('Halt for AWS.log').slice(-9)];
}
