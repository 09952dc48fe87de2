import { existsSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationTarget, type ExtensionContext, workspace } from 'vscode';
import { ANSWER_FILE, CHANGE_FILE, type SettingChange } from './exchange.ts';

/** Changes the person's settings as a test has written them down: the editor of their file takes seconds each time. */
export function activate(context: ExtensionContext): void {
  const folder = process.env['TMPDIR'] ?? '';
  const file = join(folder, CHANGE_FILE);
  const look = (): void => {
    if (!existsSync(file)) return;
    const changes = JSON.parse(readFileSync(file, 'utf8')) as readonly SettingChange[];
    rmSync(file);
    void apply(folder, changes);
  };
  const watcher = watch(folder, look);
  context.subscriptions.push({ dispose: () => watcher.close() });
  look();
}

/** When a change is answered, the workbench has taken it in, and every extension of this host has heard of it. */
async function apply(folder: string, changes: readonly SettingChange[]): Promise<void> {
  const failed: string[] = [];
  for (const { key, value } of changes) {
    try {
      await workspace.getConfiguration().update(key, value, ConfigurationTarget.Global);
    } catch (error) {
      failed.push(`${key}: ${String(error)}`);
    }
  }
  // At once, so that nobody reads the half of it.
  writeFileSync(join(folder, `${ANSWER_FILE}.part`), JSON.stringify(failed));
  renameSync(join(folder, `${ANSWER_FILE}.part`), join(folder, ANSWER_FILE));
}
