import { parseArgs } from 'node:util';
import { VSCODE_VERSIONS, type VscodeVersion } from '../vscode/serverInstall.ts';

export interface SuiteOptions {
  readonly versions: readonly VscodeVersion[];
  readonly files: readonly string[];
  readonly grep: string | undefined;
  readonly vsix: string | undefined;
  /** Scenarios that share a window run in the other order: each stands by itself. */
  readonly reversed: boolean;
}

const isVersion = (text: string): text is VscodeVersion => Object.hasOwn(VSCODE_VERSIONS, text);

/** `[files…] [--vscode newest|oldest] [--grep PATTERN] [--vsix FILE] [--reversed]`; without `--vscode`, on both versions. */
export function readSuiteOptions(args: readonly string[]): SuiteOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      vscode: { type: 'string' },
      grep: { type: 'string' },
      vsix: { type: 'string' },
      reversed: { type: 'boolean', default: false },
    },
  });
  const { vscode, grep, vsix, reversed } = values;
  if (vscode !== undefined && !isVersion(vscode)) throw new Error('--vscode takes newest or oldest.');
  return { versions: vscode === undefined ? ['newest', 'oldest'] : [vscode], files: positionals, grep, vsix, reversed };
}
