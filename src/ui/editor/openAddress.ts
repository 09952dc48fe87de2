import { commands } from 'vscode';

/**
 * Opens an address in the browser, character by character as it is. `env.openExternal` takes a Uri, of which the editor decodes what is encoded: an address
 * within an address, as a shortcut of the access portal has one, would come apart.
 */
export async function openAddress(url: string): Promise<void> {
  await commands.executeCommand('vscode.open', url);
}
