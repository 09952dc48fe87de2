import { spawn } from 'node:child_process';

/**
 * A shell command that ends when it is sent a word. When its input ends without one, the process that would have sent it is gone, and the command
 * kills the process group.
 */
const WAIT = 'read -r word || kill -s KILL -- "-$1"';

/**
 * Makes sure that a process group is ended when this process is killed and can't do it itself: a shell waits at a pipe, which the system closes
 * however this process ends. Returns how to call that off. Windows has no process groups; there what is left behind goes on until it ends by itself.
 */
export function endWithOwner(leader: number, platform: NodeJS.Platform): () => void {
  if (platform === 'win32') return () => undefined;
  // In a session of its own, so that it isn't ended together with this process's session.
  const shell = spawn('/bin/sh', ['-c', WAIT, 'sh', String(leader)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => void shell.stdin.end('\n');
}
