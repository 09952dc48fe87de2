import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../process/atExit.ts';
import { packageFolder } from '../vsix/packageFolder.ts';

/** A small extension that shows Halt's view as soon as a window is there: no argument of VS Code does. It is removed at the end of this process. */
export interface ViewOpener {
  readonly folder: string;
  /** Packages it. */
  vsix(): Promise<string>;
}

const MANIFEST = {
  name: 'halt-opener',
  publisher: 'halt-for-aws',
  version: '1.0.0',
  description: 'Shows the view of Halt for AWS.',
  main: './main.js',
  engines: { vscode: '^1.105.0' },
  activationEvents: ['onStartupFinished'],
  extensionKind: ['ui', 'workspace'],
} as const;

const MAIN = `const { commands } = require('vscode');
exports.activate = () => commands.executeCommand('workbench.view.extension.halt');
`;

export function createViewOpener(): ViewOpener {
  const root = mkdtempSync(join(tmpdir(), 'halt-opener-'));
  atExit(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'opener');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'README.md'), MANIFEST.description);
  writeFileSync(join(folder, 'main.js'), MAIN);
  return {
    folder,
    vsix: async () => {
      const packagePath = join(root, 'opener.vsix');
      await packageFolder(folder, packagePath);
      return packagePath;
    },
  };
}
