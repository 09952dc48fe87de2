import assert from 'node:assert/strict';
import { axeFindings, type AxeRules } from '../axe.ts';
import { type Theme, THEMES } from './settingsIn.ts';
import type { HaltWindow } from './window.ts';

/** What VS Code gives the page of a webview of its theme: each colour as a variable of the page's root, and of which kind the theme is. */
interface PageTheme {
  readonly variables: string;
  readonly classes: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Each theme as a page of the window was given it, empty until a page was. */
export type PageThemes = Map<Theme, PageTheme>;

/** In the page, which has a DOM. */
const READ_THEME = `({
  variables: document.documentElement.style.cssText,
  classes: document.body.className,
  data: { ...document.body.dataset },
})`;

/** In the page, whose policy takes no style as an attribute. */
const PUT_THEME = `({ variables, classes, data }) => {
  document.documentElement.style.cssText = variables;
  document.body.className = classes;
  Object.assign(document.body.dataset, data);
}`;

/** Axe finds nothing in the page that is in front. */
export async function assertAccessible(window: HaltWindow, rules?: AxeRules): Promise<void> {
  assert.deepEqual(await axeFindings(await window.webviewFrame(), rules), []);
}

/**
 * Axe finds nothing in the page that is in front, whatever the theme. The first page of a window is shown in each; the others are given what that one was given, since a theme that the whole editor
 * puts on takes a second of processor. The window is left in the dark theme, as is the page.
 */
export async function assertAccessibleInEachTheme(window: HaltWindow, themes: PageThemes): Promise<void> {
  await assertAccessible(window);
  if (themes.size === 0) await putOnEach(window, themes);
  const frame = await window.webviewFrame();
  for (const [name, theme] of themes) {
    await frame.evaluate(`(${PUT_THEME})(${JSON.stringify(theme)})`);
    assert.deepEqual(await frame.evaluate<PageTheme>(READ_THEME), theme);
    // Nothing but colours depends on the theme, and those of the dark one were looked at first.
    if (name !== 'dark') await assertAccessible(window, 'colours');
  }
}

async function putOnEach(window: HaltWindow, themes: PageThemes): Promise<void> {
  for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
    await window.setTheme(theme);
    await window.webview().locator(`body[data-vscode-theme-kind="${THEMES[theme].kind}"]`).waitFor();
    themes.set(theme, await (await window.webviewFrame()).evaluate<PageTheme>(READ_THEME));
  }
}
