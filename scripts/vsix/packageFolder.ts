import { join } from 'node:path';
import { startProcess } from '../process/processes.ts';
import { ROOT } from '../root.ts';

/** In a process of its own, since it writes on the terminal what it does. */
const VSCE = join(ROOT, 'node_modules/@vscode/vsce/vsce');

/** Packages a small extension as it stands in its folder, which needs no licence and no repository. */
export async function packageFolder(folder: string, vsix: string): Promise<void> {
  const packaging = startProcess(
    process.execPath,
    [VSCE, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix],
    { cwd: folder },
  );
  if ((await packaging.ended) !== 0) throw new Error(`${folder} could not be packaged:\n${packaging.output()}`);
}
