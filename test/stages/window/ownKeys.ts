import type { Page } from 'playwright-core';
import { until } from './waiting.ts';

/**
 * Commands that scenarios need on their way without being about them: each has a key of the person's own, as the palette takes half a second of processor and is drawn, filled and filtered each
 * time.
 */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['Developer: Reload Window', 'workbench.action.reloadWindow'],
  ['Halt: Clear the Filter', 'halt.clearFilter'],
  ['Halt: Filter Resources…', 'halt.filter'],
  ['Halt: Refresh', 'halt.refresh'],
  ['Halt: Show the Audit Log', 'halt.showAuditLog'],
  ['Notifications: Clear All Notifications', 'notifications.clearAll'],
  ['Notifications: Show Notifications', 'notifications.showList'],
  ['Preferences: Open User Settings (JSON)', 'workbench.action.openSettingsJson'],
  ['View: Close All Editors', 'workbench.action.closeAllEditors'],
  ['View: Close Editor', 'workbench.action.closeActiveEditor'],
]);

/** What the file of a person's keys has. */
export const OWN_KEYS = [...COMMANDS.values()].map((command, index) => ({
  key: `ctrl+alt+shift+f${index + 1}`,
  command,
}));

const CLOSE = 'View: Close Editor';

/** Presses the key of a command, by its title in the palette; false when it has none. An editor that is to be closed is waited for until it has gone. */
export async function pressOwnKey(page: Page, title: string): Promise<boolean> {
  const index = [...COMMANDS.keys()].indexOf(title);
  if (index < 0) return false;
  const press = (): Promise<void> => page.keyboard.press(`Control+Alt+Shift+F${index + 1}`);
  await (title === CLOSE ? untilOneHasGone(page, press) : press());
  return true;
}

/** One that has just been opened may still be taking the focus: the key is lost then, and pressed again. */
async function untilOneHasGone(page: Page, press: () => Promise<void>): Promise<void> {
  const tabs = page.locator('.editor-group-container').getByRole('tab');
  const before = await tabs.count();
  await until('the editor to close', async () => {
    await press();
    return until('', async () => (await tabs.count()) < before, { milliseconds: 10_000 }).catch(() => false);
  });
}
