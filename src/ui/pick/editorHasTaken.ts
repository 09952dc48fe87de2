import { commands } from 'vscode';

/** Resolves when the editor's window has taken what a pick was given, and has said all that came of it: it answers what it is asked in order. */
export async function editorHasTaken(): Promise<void> {
  // A pick passes on what it is given when the event loop comes around.
  await new Promise((resolve) => setTimeout(resolve, 0));
  // Where another extension host hangs, the editor may never answer: its rows were taken long before then.
  const tooLong = new Promise((resolve) => setTimeout(resolve, 2_000).unref());
  await Promise.race([commands.executeCommand('noop'), tooLong]);
}
