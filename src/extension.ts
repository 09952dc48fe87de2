import { commands, type ExtensionContext, Uri, workspace } from 'vscode';
import type { App } from './app/app.ts';
import { createLifetime } from './app/lifetime.ts';
import type { Platform } from './app/platform.ts';
import { sharedPaths } from './aws/credentials/sharedConfig.ts';
import { systemClock } from './base/systemClock.ts';
import { type Claims, claimOnceAnswered, createClaims } from './platform/claims.ts';
import { createJournalFile } from './platform/journalFile.ts';
import { machineFiles } from './platform/journalFiles.ts';
import { createFileChanges } from './platform/fileChanges.ts';
import { createPresence } from './platform/presence.ts';
import { createWindowCount, type WindowCount } from './platform/windowCount.ts';
import type { HaltApi } from './ui/agents/api.ts';
import { createContributions } from './ui/contributions.ts';

/** VS Code calls {@link deactivate} without a word of what {@link activate} made, so that both have to find it here. */
const lifetime = createLifetime<App>();

/**
 * Registers commands, views and the pages' panels at once, and calls nothing over the network. The rest of Halt is loaded with the first of them that is
 * used. Answers what other extensions may call. Where profiles are chosen it is loaded right after activation: the status bar counts what runs, and what was stopped before a reload is followed on.
 */
export function activate(context: ExtensionContext): HaltApi {
  const platform = createPlatform(context);
  const load = () =>
    lifetime.load(async () => {
      const { createApp } = await import('./app/app.ts');
      // Evaluating the bundle and constructing the app each take as long as one turn of the event loop may. A timer puts the second into another turn, which
      // setImmediate would not.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const app = createApp(context, contributions, platform);
      // The window that comes after a reload would count this one as still running, and leave messages to it that only one window shows. So this one takes itself off the count.
      const close = async (): Promise<void> => {
        try {
          await app.close();
        } finally {
          await Promise.all([platform.windows.dispose(), platform.settled()]);
        }
      };
      return { ...app, close };
    });
  const contributions = createContributions(context, load);
  context.subscriptions.push(contributions, platform.windows);
  const chosen: unknown = workspace.getConfiguration('halt').get('profiles');
  if (Array.isArray(chosen) && chosen.length > 0)
    setImmediate(() => {
      // Who uses Halt next has it loaded again, and is told what went wrong.
      load().catch(() => undefined);
    });
  return contributions.api;
}

/** VS Code waits for what this returns, and for nothing else: state history, snapshots and audit log are on the disk when it resolves. */
export function deactivate(): Promise<void> {
  return lifetime.close();
}

/** What of a window ends with it. */
interface OfWindow extends Pick<Claims, 'settled'> {
  readonly windows: Pick<WindowCount, 'dispose'>;
}

function createPlatform(context: ExtensionContext): Platform & OfWindow {
  const stored = (name: string) => Uri.joinPath(context.globalStorageUri, name).fsPath;
  // It changes nothing there, and is answered by the window itself.
  const ask = () => commands.executeCommand('setContext', 'halt.asked', true);
  const presence = createPresence({ clock: systemClock, ask });
  const windows = createWindowCount(stored('windows'), { clock: systemClock, presence });
  const claims = createClaims(stored('told'));
  return {
    clock: systemClock,
    windows,
    loadAws: async (needs) =>
      (await import('./aws/worker/workerAws.ts')).createWorkerAws({
        workerFile: Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath,
        windows,
        ...needs,
      }),
    startDemo: async (nameOf) => (await import('./simulator/demoHost.ts')).startDemoHost(nameOf),
    claim: (name, within) => claimOnceAnswered(claims, { presence, clock: systemClock }, name, within),
    giveBack: (name) => claims.giveBack(name),
    settled: () => claims.settled(),
    presence,
    journal: (name, onPassedOver) =>
      createJournalFile(stored(`${name}.jsonl`), machineFiles, systemClock, onPassedOver),
    isOnlyWindow: () => windows.count() === 1,
    onDidChangeWindows: windows.onDidChange,
    configFiles: () => sharedPaths(process.env),
    createFileChanges: (files, onError) => createFileChanges(files, { clock: systemClock, onError }),
  };
}
