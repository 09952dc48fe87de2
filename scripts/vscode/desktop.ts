import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { atExit } from '../process/atExit.ts';
import type { EditorProfile } from './profile.ts';
import { type OwnedProcess, startProcess } from '../process/processes.ts';

/**
 * The `code` command of a desktop VS Code that can open a window here. In a terminal of a remote VS Code, `code` is another program, which
 * knows neither profiles nor extension folders.
 */
export function findDesktopCode(env: NodeJS.ProcessEnv): string | undefined {
  if (env['VSCODE_IPC_HOOK_CLI'] !== undefined || env['CI'] !== undefined) return undefined;
  const hasScreen = env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
  if (process.platform === 'linux' && !hasScreen) return undefined;
  if (process.platform === 'linux' && process.getuid?.() === 0) return undefined; // VS Code refuses to run as root.
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Opens a window of the desktop VS Code with a profile of its own and extensions from their folders. The process ends when the window is closed. */
export function openDesktop(
  code: string,
  profile: EditorProfile,
  extensions: readonly string[],
  env: NodeJS.ProcessEnv,
): OwnedProcess {
  const windows = process.platform === 'win32';
  const args = [
    ...[
      '--wait',
      '--new-window',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-workspace-trust',
      '--disable-telemetry',
    ],
    ...[`--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`],
    ...extensions.map((folder) => `--extensionDevelopmentPath=${folder}`),
    profile.workspace,
  ];
  // `code` only asks the real program to start, in a process group of its own, which writes its process id into its profile.
  const lock = join(profile.userData, 'code.lock');
  atExit(() => {
    const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (pid > 0) endProgram(pid);
  });
  return startProcess(windows ? 'cmd.exe' : code, windows ? ['/d', '/c', code, ...args] : args, { env });
}

function endProgram(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  const tick = new Int32Array(new SharedArrayBuffer(4));
  try {
    process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 50; tries += 1) {
      process.kill(pid, 0); // Throws when it is gone: until then it writes to the profile, which is removed next.
      Atomics.wait(tick, 0, 0, 100);
    }
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or the person had closed the window.
  }
}
