import type { Browser, Page } from 'playwright-core';
import { steadyPages } from './steadyPage.ts';

/** What can't be changed in a page that is open. */
export interface PageOptions {
  /** How many pixels of the screen one of the page takes. */
  readonly scale: number | undefined;
  /** What VS Code's page sets where it finds a language pack; the extension host takes its language from there. */
  readonly language: string | undefined;
  /** Whether nothing in it moves by itself. */
  readonly still: boolean;
}

/** One that a window was shown in, is empty now, and waits for the next window of its browser. */
export interface LeftPage {
  readonly page: Page;
  readonly options: PageOptions;
}

/** A page in which no window of this browser has left anything: the last one's where it can serve, as it has VS Code's scripts compiled, which is a third of what opening a window takes. */
export async function takePage(
  browser: Browser,
  left: LeftPage | undefined,
  options: PageOptions,
  { origin, viewport }: { readonly origin: string; readonly viewport: { width: number; height: number } },
): Promise<Page> {
  if (left) {
    if (isSame(left.options, options)) return renewed(left.page, origin, viewport);
    await left.page.context().close();
  }
  const { scale, language, still } = options;
  const context = await browser.newContext({
    viewport,
    ...(scale !== undefined && { deviceScaleFactor: scale }),
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await steadyPages(context, still);
  if (language !== undefined) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${language}'`);
  return context.newPage();
}

const isSame = (one: PageOptions, other: PageOptions): boolean =>
  one.scale === other.scale && one.language === other.language && one.still === other.still;

/** With nothing in its storage of what the last window kept there: views, editors, what was typed. */
async function renewed(page: Page, origin: string, viewport: { width: number; height: number }): Promise<Page> {
  page.removeAllListeners('console');
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
  await page.setViewportSize(viewport);
  return page;
}
