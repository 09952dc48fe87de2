import { randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createProfile, type EditorProfile, type Keybinding, type Settings } from './profile.ts';
import { type OwnedProcess, startProcess } from '../process/processes.ts';

export interface InstalledServer {
  /** The folder that `out/server-main.js` is in. */
  readonly folder: string;
  /** The Node that this version runs on. */
  readonly node: string;
}

export interface CodeServer {
  readonly profile: EditorProfile;
  readonly process: OwnedProcess;
  /** Where its workbench is, with a folder opened (the profile's empty one when none is given) and a workbench payload. */
  url(folder?: string, payload?: readonly (readonly [string, string])[]): string;
  /** A file of this machine as the workbench in the browser names it. */
  remote(file: string): string;
  /** What the server, the extension host and the output channels wrote. */
  copyLogs(to: string): void;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  readonly settings?: Settings;
  readonly keybindings?: readonly Keybinding[];
  readonly env: NodeJS.ProcessEnv;
  /** Installed as a person's extensions are. */
  readonly vsix?: string | readonly string[];
  /** A folder of extensions that {@link installExtensions} made; what it takes is copied. */
  readonly extensions?: string;
  /** 0, the default, for a free one. */
  readonly port?: number;
  /** Lets an extension be loaded from its folder and its tests be run; VS Code shows no notification then. */
  readonly forTests?: boolean;
}

/** Built-in extensions that only cost time here. One that also has a web build must stay: the workbench waits for it. */
const UNUSED_EXTENSIONS = [
  'vscode.debug-auto-launch',
  'vscode.debug-server-ready',
  'vscode.git',
  'vscode.github',
  'vscode.grunt',
  'vscode.gulp',
  'vscode.jake',
  'vscode.microsoft-authentication',
  'vscode.php-language-features',
  'vscode.terminal-suggest',
  'vscode.tunnel-forwarding',
  'GitHub.copilot-chat',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
];

const START_LIMIT = 60_000;

/** Installs packages once, for many servers: the folder of extensions is copied to where it is wanted. */
export async function installExtensions(
  installed: InstalledServer,
  packages: readonly string[],
  to: string,
): Promise<void> {
  const profile = createProfile({});
  try {
    await install(packages, launcher(installed, profile, process.env));
    cpSync(profile.extensions, to, { recursive: true });
  } finally {
    profile.remove();
  }
}

type Launch = (...args: string[]) => OwnedProcess;

function launcher(installed: InstalledServer, profile: EditorProfile, env: NodeJS.ProcessEnv): Launch {
  const folders = ['--server-data-dir', profile.serverData, '--user-data-dir', profile.userData];
  const common = ['--accept-server-license-terms', ...folders, '--extensions-dir', profile.extensions];
  return (...args) =>
    startProcess(installed.node, ['out/server-main.js', ...args, ...common], {
      cwd: installed.folder,
      env: {
        ...env,
        HOME: profile.home,
        USERPROFILE: profile.home,
        TMPDIR: profile.temporary,
        XDG_RUNTIME_DIR: profile.temporary,
        EXTENSIONS_GALLERY: '{}',
        VSCODE_SKIP_BUILTIN_EXTENSIONS: UNUSED_EXTENSIONS.join(','),
      },
    });
}

async function install(packages: readonly string[], launch: Launch): Promise<void> {
  const installing = launch(...packages.flatMap((vsix) => ['--install-extension', resolve(vsix)]));
  const code = await installing.ended;
  if (code !== 0) throw new Error(`VS Code did not install ${packages.join(' and ')}:\n${installing.output()}`);
}

/**
 * Starts a VS Code server on loopback with a profile of its own. Its address holds a secret token, since whoever reaches the workbench
 * can run commands as the person who started it.
 */
export async function startCodeServer(installed: InstalledServer, options: CodeServerOptions): Promise<CodeServer> {
  const profile = createProfile(options.settings ?? {}, options.keybindings);
  if (options.extensions !== undefined) cpSync(options.extensions, profile.extensions, { recursive: true });
  const token = randomBytes(16).toString('hex');
  const launch = launcher(installed, profile, options.env);
  try {
    if (options.vsix !== undefined) await install([options.vsix].flat(), launch);
    const server = launch(
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--connection-token', token],
      ...['--telemetry-level', 'off', '--disable-workspace-trust', '--disable-update-check', '--disable-experiments'],
      ...['--disable-getting-started-override', '--force-disable-user-env'],
      ...(options.forTests ? ['--enable-smoke-test-driver'] : []),
    );
    const port = (await server.line(/listening on (\d+)/, START_LIMIT))[1] ?? '';
    return {
      profile,
      process: server,
      url: (folder = profile.workspace, payload = []) => {
        const query = new URLSearchParams({ tkn: token, folder: resolve(folder) });
        if (payload.length > 0) query.set('payload', JSON.stringify(payload));
        return `http://127.0.0.1:${port}/?${query.toString()}`;
      },
      remote: (file) => `vscode-remote://127.0.0.1:${port}${resolve(file)}`,
      copyLogs: (to) => {
        for (const from of [join(profile.serverData, 'logs'), join(profile.userData, 'logs')]) {
          if (existsSync(from)) cpSync(from, to, { recursive: true, force: true });
        }
      },
      stop: async () => {
        await server.stop();
        profile.remove();
      },
    };
  } catch (error) {
    profile.remove();
    throw error;
  }
}
