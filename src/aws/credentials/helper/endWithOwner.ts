import { spawn } from 'node:child_process';

/** Ends a process group where this process is killed and can't do it itself. */
export interface EndWithOwner {
  /** Tells whom to end. To be called as soon as the group is there: of one that nobody told of, nothing is ended. */
  watch(leader: number): void;
  /** Nothing is ended any more: the group has ended, or never was. */
  callOff(): void;
}

/**
 * A shell command that is told a process group and ends when it is sent another word. When its input ends without one, the process that would have sent it is gone, and the command
 * kills the group. When its input ends before it was told one, there is none.
 */
const WAIT = 'read -r leader || exit 0; read -r word || kill -s KILL -- "-$leader"';

/**
 * Makes sure that a process group that is begun next is ended when this process is killed: a shell waits at a pipe, which the system closes however this process ends. It is started before the group,
 * so that there is hardly a moment in which the group runs and nobody would end it. Windows has no process groups; there what is left behind goes on until it ends by itself.
 */
export function endWithOwner(platform: NodeJS.Platform): EndWithOwner {
  if (platform === 'win32') return { watch: () => undefined, callOff: () => undefined };
  // In a session of its own, so that it isn't ended together with this process's session.
  const shell = spawn('/bin/sh', ['-c', WAIT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  let watches = false;
  return {
    watch(leader) {
      watches = true;
      // Node writes at once into a pipe that has room.
      shell.stdin.write(`${leader}\n`);
    },
    callOff() {
      if (watches) shell.stdin.end('\n');
      else shell.stdin.end();
    },
  };
}
