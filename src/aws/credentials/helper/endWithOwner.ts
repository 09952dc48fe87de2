import { spawn } from 'node:child_process';

/** Ends when it is told a word. Where there is none to come any more, whoever would have said it is gone. */
const WAIT = 'read -r word || kill -s KILL -- "-$1"';

/**
 * Has a process group ended where this process is killed, which leaves it no moment to end anything: a shell waits at a pipe, which the system closes with this process, however that ends. Returns
 * how to call it off. On Windows, which knows no groups, what this process leaves behind goes on until it ends by itself.
 */
export function endWithOwner(leader: number, platform: NodeJS.Platform): () => void {
  if (platform === 'win32') return () => undefined;
  // In a session of its own it isn't ended with this one's.
  const shell = spawn('/bin/sh', ['-c', WAIT, 'sh', String(leader)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => void shell.stdin.end('\n');
}
