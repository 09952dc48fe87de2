import { type Disposable, type ExtensionContext, Uri, workspace } from 'vscode';
import { sharedPaths } from './aws/credentials/sharedConfig.ts';
import { systemClock } from './base/systemClock.ts';
import { createJournalFile } from './platform/journalFile.ts';
import { createWindowCount } from './platform/windowCount.ts';
import { watchFiles } from './platform/watchFiles.ts';
import type { Platform } from './app/platform.ts';
import { createContributions, type Workings } from './ui/contributions.ts';

/**
 * Registers what the editor has to know, synchronously; loads the rest with the first command, view or page that is wanted, or right afterwards
 * where profiles are chosen, for the status bar and for what was requested before a reload.
 */
export function activate(context: ExtensionContext): void {
  const windows = createWindowCount(Uri.joinPath(context.globalStorageUri, 'windows').fsPath, { clock: systemClock });
  const outside: Platform = {
    clock: systemClock,
    loadAws: async (needs) =>
      (await import('./aws/worker/workerAws.ts')).createWorkerAws({
        workerFile: Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath,
        windows,
        ...needs,
      }),
    startDemo: async (nameOf) => (await import('./simulator/demoHost.ts')).startDemo(nameOf),
    journal: (name) => createJournalFile(Uri.joinPath(context.globalStorageUri, `${name}.jsonl`).fsPath),
    configFiles: () => sharedPaths(process.env),
    watchFiles: (files, onError) => watchFiles(files, { clock: systemClock, onError }),
  };
  let disposed = false;
  let loaded: Promise<Workings & Disposable> | undefined;
  const load = () =>
    (loaded ??= import('./app/app.ts').then(async ({ createApp }) => {
      // Reading the file and making what is in it are each as long as one turn of the event loop should be; an immediate would come in the same one.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const halt = createApp(context, surfaces, outside);
      if (disposed) halt.dispose();
      return halt;
    }));
  const surfaces = createContributions(context, load);
  context.subscriptions.push(surfaces, windows, {
    dispose: () => {
      disposed = true;
      void loaded?.then((halt) => halt.dispose());
    },
  });
  const chosen: unknown = workspace.getConfiguration('halt').get('profiles');
  if (Array.isArray(chosen) && chosen.length > 0) setImmediate(() => void load());
}
