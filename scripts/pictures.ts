import { main as runInWindows } from './uiTests.ts';

/** Makes the pictures of what a person sees, below artifacts, to be looked at: `[files…] [--grep PATTERN] [--vscode newest|oldest]`. */
export const main = (args: readonly string[]): Promise<number> =>
  runInWindows(args.includes('--vscode') ? args : [...args, '--vscode', 'newest'], true);
