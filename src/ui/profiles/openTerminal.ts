import { homedir } from 'node:os';
import { type TerminalOptions, Uri, window } from 'vscode';
import { inertText } from '../../base/shownText.ts';

/**
 * A new terminal on the machine whose shared config is read, shown at once. In a window onto another machine (SSH, WSL, a dev container) a terminal begins on that one, also from an extension that
 * runs on this one; a folder of this machine keeps it here, where the browser is as well. Its name is a text in which VS Code makes icons of `$(…)`. `run`: a program and no shell.
 */
export function openTerminal(run?: {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}): void {
  const options: TerminalOptions = {
    cwd: Uri.file(homedir()),
    ...(run && { name: inertText(run.name), shellPath: run.file, shellArgs: [...run.args] }),
  };
  window.createTerminal(options).show();
}
