import { commands, Range, Uri } from 'vscode';

/** Opens a file of this machine with the cursor at a line, of which the first is 1. */
export async function openFileAt(path: string, line: number): Promise<void> {
  await commands.executeCommand('vscode.open', Uri.file(path), { selection: new Range(line - 1, 0, line - 1, 0) });
}
