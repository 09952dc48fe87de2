import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../process/atExit.ts';

/** A VS Code that has never been used: folders of its own, nothing of the person's. */
export interface EditorProfile {
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  readonly serverData: string;
  readonly userData: string;
  readonly extensions: string;
  readonly workspace: string;
  readonly settingsFile: string;
  /** As it was made, with other settings: for a server that stays, and whose windows are all closed. */
  renew(settings: Settings): void;
  remove(): void;
}

/** Nothing that moves, greets, recommends, updates or reaches for the network. */
const QUIET_SETTINGS = {
  'chat.agentHost.enabled': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // Otherwise a remote window's extension host reads /proc and starts `ps` every few seconds to find ports, which holds it up for up to 10 ms.
  'remote.autoForwardPortsSource': 'output',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
} as const satisfies Settings;

export type Settings = Readonly<Record<string, unknown>>;

/** A key of the person's own. */
export interface Keybinding {
  readonly key: string;
  readonly command: string;
}

/** The short prefix matters: unix sockets, whose paths are limited to some 100 characters, live in it. */
export function createProfile(settings: Settings, keybindings: readonly Keybinding[] = []): EditorProfile {
  const root = mkdtempSync(join(tmpdir(), 'halt-'));
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const userData = folder('user');
  const [home, workspace, user] = [folder('home'), folder('work'), join(userData, 'User')];
  const settingsFile = join(user, 'settings.json');
  const write = (chosen: Settings): void => {
    mkdirSync(user);
    writeFileSync(settingsFile, JSON.stringify({ ...QUIET_SETTINGS, ...chosen }, undefined, 2));
    if (keybindings.length > 0) writeFileSync(join(user, 'keybindings.json'), JSON.stringify(keybindings));
  };
  write(settings);
  const remove = (): void => removeWhole(root);
  const keep = atExit(remove);
  return {
    root,
    home,
    temporary: folder('tmp'),
    serverData: folder('data'),
    userData,
    extensions: folder('ext'),
    workspace,
    settingsFile,
    renew: (chosen) => {
      const inFolders = [home, workspace].flatMap((kept) => readdirSync(kept).map((name) => join(kept, name)));
      for (const path of [user, ...inFolders]) removeWhole(path);
      write(chosen);
    },
    remove: () => {
      keep();
      remove();
    },
  };
}

/** Also where something that is just ending still writes there. */
const removeWhole = (path: string): void =>
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
