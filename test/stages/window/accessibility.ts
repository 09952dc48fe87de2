import assert from 'node:assert/strict';
import { axeFindings, type AxeRules } from '../axe.ts';
import { type Theme, THEMES } from './settingsIn.ts';
import type { HaltWindow } from './window.ts';

/** Axe finds nothing in the page that is in front. */
export async function assertAccessible(window: HaltWindow, rules?: AxeRules): Promise<void> {
  assert.deepEqual(await axeFindings(await window.webviewFrame(), rules), []);
}

/** Axe finds nothing in the page that is in front, whatever the theme. Resolves with the theme that the window is in afterwards, as each that is put on takes its time. */
export async function assertAccessibleInEachTheme(window: HaltWindow, now: Theme): Promise<Theme> {
  await assertAccessible(window);
  const others = (['light', 'high contrast', 'high contrast light', 'dark'] as const satisfies readonly Theme[]).filter(
    (theme) => theme !== now,
  );
  for (const theme of others) {
    await window.setTheme(theme);
    await window.webview().locator(`body[data-vscode-theme-kind="${THEMES[theme].kind}"]`).waitFor();
    // Nothing but colours depends on the theme.
    await assertAccessible(window, 'colours');
  }
  return others.at(-1) ?? now;
}
