import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { ensureChromium } from '../../../scripts/browser/chromium.ts';
import { launchChromium } from '../../../scripts/browser/browser.ts';
import type { HostMessage, PanelMessage } from '../../../src/panel/protocol/messages.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { panelHtml } from '../../../src/ui/detail/panelHtml.ts';
import { panelStrings } from '../../../src/ui/detail/panelStrings.ts';
import { english } from './english.ts';
import { until } from '../window/waiting.ts';
import { type Theme, type ThemeName, themes } from './themes.ts';

/** The panel alone in a browser: with the extension's own page, script, style sheet and policy, and a host that the test plays. */
export interface PanelStage {
  /** A fresh panel that has been told its words. */
  open(options?: {
    theme?: ThemeName;
    width?: number;
    height?: number;
    state?: unknown;
    forcedColors?: boolean;
  }): Promise<TestPanel>;
  /** Writes a picture below artifacts/panel where pictures are wanted (`npm run pictures`). */
  picture(panel: TestPanel, file: string, fullPage: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TestPanel {
  readonly page: Page;
  send(message: HostMessage): Promise<void>;
  show(model: PageModel, json?: string): Promise<void>;
  /** As the editor does when somebody chooses another theme. */
  setTheme(theme: ThemeName): Promise<void>;
  /** Until it is laid out and painted anew. */
  setWidth(width: number): Promise<void>;
  /** What the panel sent since it was opened. */
  received(): Promise<readonly PanelMessage[]>;
  /** What it would get back after a reload. */
  savedState(): Promise<unknown>;
  /** What the browser refused or could not run. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

const ORIGIN = 'https://panel.test';

export async function startPanelStage(): Promise<PanelStage> {
  const [browser, script, style] = await Promise.all([
    ensureChromium().then(launchChromium),
    bundlePanel(),
    readFile(new URL('../../../media/panel.css', import.meta.url), 'utf8'),
  ]);
  const html = panelHtml({
    nonce: 'test-nonce',
    cspSource: ORIGIN,
    script: `${ORIGIN}/panel.js`,
    style: `${ORIGIN}/panel.css`,
  });
  return {
    open: (options = {}) => openPanel(browser, { html, script, style }, options),
    picture: async (panel, file, fullPage) => {
      const wanted = /"pictures":true/.test(process.env['HALT_UI_INSTALLATION'] ?? '');
      const path = new URL(`../../../artifacts/panel/${file}`, import.meta.url).pathname;
      if (wanted) await panel.page.screenshot({ path, fullPage });
    },
    close: () => browser.close(),
  };
}

async function bundlePanel(): Promise<string> {
  const result = await build({
    entryPoints: [new URL('../../../src/panel/view/main.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
  });
  return result.outputFiles[0]?.text ?? '';
}

async function openPanel(
  browser: Browser,
  files: { html: string; script: string; style: string },
  options: Parameters<PanelStage['open']>[0] & object,
): Promise<TestPanel> {
  const { theme = 'dark', width = 1280, height = 900, state, forcedColors = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    forcedColors: forcedColors ? 'active' : 'none',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(String(error)));
  page.on('dialog', (dialog) => {
    violations.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const answers: Readonly<Record<string, { contentType: string; body: string }>> = {
    '/': { contentType: 'text/html', body: files.html },
    '/panel.js': { contentType: 'text/javascript', body: files.script },
    '/panel.css': { contentType: 'text/css', body: files.style },
    '/favicon.ico': { contentType: 'image/x-icon', body: '' },
  };
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const answer = url.origin === ORIGIN ? answers[url.pathname] : undefined;
    if (answer === undefined) {
      violations.push(`request: ${url.href}`);
      await route.abort();
    } else await route.fulfill(answer);
  });
  await page.addInitScript(playHost(themes[theme], state));
  await page.goto(`${ORIGIN}/`);
  const send = async (message: HostMessage): Promise<void> => {
    await page.evaluate(`dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(message)} }))`);
  };
  await until('the panel to be ready', () => page.evaluate<boolean>('haltSent.length > 0'));
  await send({ type: 'start', strings: panelStrings(english), wordsLanguage: 'en', language: 'en-GB' });
  return {
    page,
    send,
    async show(model, json) {
      if (json !== undefined) await send({ type: 'json', json });
      await send({ type: 'page', page: model });
      await page.locator('h1').waitFor();
    },
    setTheme: async (next) => {
      await page.evaluate(`haltTheme(${JSON.stringify(themes[next])})`);
      await page.evaluate(DRAWN);
    },
    setWidth: async (next) => {
      await page.setViewportSize({ width: next, height });
      await page.evaluate(DRAWN);
    },
    received: () => page.evaluate<PanelMessage[]>('haltSent'),
    savedState: () => page.evaluate('haltState'),
    violations,
    close: () => context.close(),
  };
}

/** A script for the page, run before anything else in it: what VS Code gives a webview. */
function playHost(theme: Theme, state: unknown): string {
  return `{
    globalThis.haltSent = [];
    globalThis.haltState = ${JSON.stringify(state)};
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => haltSent.push(structuredClone(message)),
      getState: () => haltState,
      setState: (next) => { haltState = structuredClone(next); },
    });
    let shown;
    globalThis.haltTheme = (theme) => {
      const { style } = document.documentElement;
      if (shown) document.body.classList.remove(shown.bodyClass);
      for (const name of Object.keys(shown?.variables ?? {})) style.removeProperty('--vscode-' + name);
      document.body.classList.add(theme.bodyClass);
      for (const [name, value] of Object.entries(theme.variables)) style.setProperty('--vscode-' + name, value);
      shown = theme;
    };
    document.addEventListener('DOMContentLoaded', () => haltTheme(${JSON.stringify(theme)}));
  }`;
}

/** What was done is on the screen. In the page. */
export const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** Sections below the window's edge are neither laid out nor painted until they are scrolled to. */
export const DRAW_WHAT_IS_OUT_OF_SIGHT = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets.push(sheet);
}`;
