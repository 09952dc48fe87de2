import { commands } from 'vscode';

/** Opens the settings editor at one setting. */
export async function openSetting(setting: string): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', setting);
}
