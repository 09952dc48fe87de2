import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { CodeServer } from '../../../scripts/vscode/codeServer.ts';
import type { Settings } from '../../../scripts/vscode/profile.ts';
import type { QuickPick } from './overlays.ts';
import { until } from './waiting.ts';

export type Theme = 'light' | 'dark' | 'high contrast' | 'high contrast light';

export const THEMES = {
  light: { setting: 'Default Light Modern', label: 'Light Modern', mark: '.vs' },
  dark: { setting: 'Default Dark Modern', label: 'Dark Modern', mark: '.vs-dark' },
  'high contrast': { setting: 'Default High Contrast', label: 'Dark High Contrast', mark: '.hc-black' },
  'high contrast light': { setting: 'Default High Contrast Light', label: 'Light High Contrast', mark: '.hc-light' },
} as const satisfies Record<Theme, { setting: string; label: string; mark: string }>;

/** The person's settings in a window, read from their file and changed as a person does. */
export function settingsIn(
  page: Page,
  server: CodeServer,
  run: (command: string) => Promise<void>,
  quickPick: QuickPick,
) {
  const file = (): Settings => JSON.parse(readFileSync(server.profile.settingsFile, 'utf8')) as Settings;
  const settings = (): Settings => {
    const { 'window.title': _, ...own } = file();
    return own;
  };
  let changes = 0;
  /** In the settings editor, since the workbench in a browser reads the file only as it starts. */
  const changeSettings = async (change: Settings): Promise<void> => {
    // With each change the window gets another title, which shows that the workbench has taken it in and told the extensions.
    const title = `Settings ${(changes += 1)}`;
    const next = Object.fromEntries(
      Object.entries({ ...settings(), ...change, 'window.title': title }).filter(([, value]) => value !== undefined),
    );
    await run('Preferences: Open User Settings (JSON)');
    const isSaved = (): boolean => {
      try {
        return isDeepStrictEqual(file(), next);
      } catch {
        return false; // Half written.
      }
    };
    // What is pasted may come after the key that saves: all of it can be done again.
    await until('the settings to be saved', async () => {
      // In its middle: the first line may be scrolled out of sight.
      await page.locator('.editor-group-container.active [data-uri$="settings.json"]').click();
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(JSON.stringify(next, undefined, 2))})`);
      for (const keys of ['a', 'v', 's']) await page.keyboard.press(`ControlOrMeta+${keys}`);
      return until('', isSaved, { milliseconds: 5000 }).catch(() => false);
    });
    await until('the settings to hold', async () => (await page.title()).includes(title), {
      say: () => page.title(),
    });
    await run('View: Close Editor');
  };
  const settingsHold = (what: string, isSo: (now: Settings) => boolean): Promise<unknown> =>
    until(
      `the settings to have ${what}`,
      () => {
        try {
          return isSo(settings());
        } catch {
          return false; // Half written.
        }
      },
      { say: () => readFileSync(server.profile.settingsFile, 'utf8') },
    );
  const setTheme = async (next: Theme): Promise<void> => {
    await run('Preferences: Color Theme');
    await quickPick.waitFor(/color theme/i);
    await quickPick.type(THEMES[next].label);
    await quickPick.choose(THEMES[next].label);
    await page.locator(`.monaco-workbench${THEMES[next].mark}`).first().waitFor();
  };
  return { settings, settingsHold, changeSettings, setTheme };
}
