import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { CodeServer } from '../../../scripts/vscode/codeServer.ts';
import type { Settings } from '../../../scripts/vscode/profile.ts';
import { ANSWER_FILE, CHANGE_FILE, type SettingChange } from '../settingsWriter/exchange.ts';
import { until } from './waiting.ts';

export type Theme = 'light' | 'dark' | 'high contrast' | 'high contrast light';

/** How each is called in the settings, and what the workbench and a webview's page bear then. */
export const THEMES = {
  light: { setting: 'Default Light Modern', mark: '.vs', kind: 'vscode-light' },
  dark: { setting: 'Default Dark Modern', mark: '.vs-dark', kind: 'vscode-dark' },
  'high contrast': { setting: 'Default High Contrast', mark: '.hc-black', kind: 'vscode-high-contrast' },
  'high contrast light': {
    setting: 'Default High Contrast Light',
    mark: '.hc-light',
    kind: 'vscode-high-contrast-light',
  },
} as const satisfies Record<Theme, { setting: string; mark: string; kind: string }>;

/** The person's settings in a window, read from their file. */
export function settingsIn(page: Page, server: CodeServer, run: (command: string) => Promise<void>) {
  const { settingsFile, temporary } = server.profile;
  const file = (): Settings => JSON.parse(readFileSync(settingsFile, 'utf8')) as Settings;
  const settings = (): Settings => {
    const { 'window.title': _, ...own } = file();
    return own;
  };
  /** By test/stages/settingsWriter. */
  const changeSettings = async (change: Settings): Promise<void> => {
    const answerFile = join(temporary, ANSWER_FILE);
    rmSync(answerFile, { force: true });
    const changes: readonly SettingChange[] = Object.entries(change).map(([key, value]) => ({ key, value }));
    writeFileSync(join(temporary, `${CHANGE_FILE}.part`), JSON.stringify(changes));
    renameSync(join(temporary, `${CHANGE_FILE}.part`), join(temporary, CHANGE_FILE));
    await until('the settings to hold', () => existsSync(answerFile), { say: () => change });
    const failed = JSON.parse(readFileSync(answerFile, 'utf8')) as readonly string[];
    if (failed.length > 0) throw new Error(`These settings could not be changed: ${failed.join(', ')}`);
  };
  /** In the settings editor, since the workbench in a browser reads the file only as it starts. */
  const editSettings = async (change: Settings): Promise<void> => {
    // The window gets another title, which shows that the workbench has taken the change in and told the extensions.
    const title = `Settings ${performance.now()}`;
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
    await changeSettings({ 'workbench.colorTheme': THEMES[next].setting });
    await page.locator(`.monaco-workbench${THEMES[next].mark}`).first().waitFor();
  };
  return { settings, settingsHold, changeSettings, editSettings, setTheme };
}
