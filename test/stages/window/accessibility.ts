import assert from 'node:assert/strict';
import { axeFindings, type AxeRules } from '../axe.ts';
import { type Theme, THEMES } from './settingsIn.ts';
import type { HaltWindow } from './window.ts';

/** Axe finds nothing in the page that is in front. */
export async function assertAccessible(window: HaltWindow, rules?: AxeRules): Promise<void> {
  assert.deepEqual(await axeFindings(await window.webviewFrame(), rules), []);
}

/** Axe finds nothing in the page that is in front, whatever the theme, which is dark before and afterwards. */
export async function assertAccessibleInEachTheme(window: HaltWindow): Promise<void> {
  await assertAccessible(window);
  for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const satisfies readonly Theme[]) {
    await window.setTheme(theme);
    await window.webview().locator(`body[data-vscode-theme-kind="${THEMES[theme].kind}"]`).waitFor();
    // Nothing but colours depends on the theme.
    if (theme !== 'dark') await assertAccessible(window, 'colours');
  }
}
