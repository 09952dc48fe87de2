import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The process groups of helper programs that this thread has to end, each named by the process id of its first process. */
export interface ProcessGroups {
  add(leader: number): void;
  /** Ends every process of a group. */
  end(leader: number): void;
  /** The first process has ended by itself. Ends what it left behind in its group, where the system can still tell what that is. */
  ended(leader: number): void;
  /** Forgets a process group that has ended. */
  remove(leader: number): void;
  endAll(): void;
}

/** What ends processes; the machine's own by default. */
export interface ProcessEnder {
  readonly platform: NodeJS.Platform;
  /** Sends SIGKILL to a process group. Throws where there is none. */
  killGroup(leader: number): void;
  /** Starts a program that is not waited for. */
  start(file: string, args: readonly string[]): void;
}

/** Keeps account of process groups, and ends them when this process, or this worker thread, exits. */
export function createProcessGroups(ender: ProcessEnder = machine): ProcessGroups {
  const leaders = new Set<number>();
  const forget = (leader: number): void => {
    if (leaders.delete(leader) && leaders.size === 0) process.off('exit', endAll);
  };
  const end = (leader: number): void => {
    if (leaders.has(leader)) endGroup(leader, ender);
    forget(leader);
  };
  const endAll = (): void => {
    for (const leader of [...leaders]) end(leader);
  };
  return {
    add(leader) {
      if (leaders.size === 0) process.once('exit', endAll);
      leaders.add(leader);
    },
    end,
    ended(leader) {
      // Windows keeps no group: the number may already be another program's.
      if (ender.platform === 'win32') forget(leader);
      else end(leader);
    },
    remove: forget,
    endAll,
  };
}

/**
 * On Windows, where a child doesn't go with its parent, `taskkill` ends the tree:
 * https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
 */
function endGroup(leader: number, ender: ProcessEnder): void {
  if (ender.platform === 'win32') {
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    ender.start(taskkill, ['/pid', String(leader), '/t', '/f']);
    return;
  }
  try {
    ender.killGroup(leader);
  } catch {
    // The group has ended already.
  }
}

const machine: ProcessEnder = {
  platform: process.platform,
  killGroup: (leader) => void process.kill(-leader, 'SIGKILL'),
  start: (file, args) => {
    const started = spawn(file, [...args], { stdio: 'ignore', windowsHide: true, detached: true });
    started.on('error', () => undefined);
    started.unref();
  },
};
