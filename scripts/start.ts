import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { isolatedEnvironment } from './vscode/awsEnvironment.ts';
import { startCodeServer } from './vscode/codeServer.ts';
import { DEMO_SETTINGS } from './vscode/demoSettings.ts';
import { findDesktopCode, openDesktop } from './vscode/desktop.ts';
import { createProfile } from './vscode/profile.ts';
import { createViewOpener } from './vscode/viewOpener.ts';
import { progress } from './process/progress.ts';
import { installServer, VSCODE_VERSIONS } from './vscode/serverInstall.ts';
import { type RunningSimulator, startSimulatorProcess } from './process/simulator.ts';
import { packageQuietly, buildCopy } from './packaging.ts';

const USAGE = `npm start [-- --server] [-- --port N] [-- --speed X]

Opens Halt in a VS Code that sees a simulated AWS with a demo fleet, and nothing of your own.
--server uses the VS Code server, also where a desktop VS Code is there; --port is its port.
--speed says how many times as fast as the clock the simulated AWS's time goes (1).
`;

/** Opens Halt on the simulated AWS and stays until it is interrupted or its window is closed; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      server: { type: 'boolean' },
      port: { type: 'string' },
      speed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const port = Number(values.port ?? 0);
  const speed = Number(values.speed ?? 1);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error('--port takes a port number.');
  if (!(speed > 0)) throw new Error('--speed takes a number above 0.');
  const code = values.server === true || port !== 0 ? undefined : findDesktopCode(process.env);
  return code === undefined ? inServer(port, speed) : inDesktop(code, speed);
}

async function inServer(port: number, speed: number): Promise<number> {
  const installed = await installServer('newest');
  const vsix = join(ROOT, '.cache', `start-${process.pid}.vsix`);
  atExit(() => rmSync(vsix, { force: true }));
  const [opener, simulator] = await Promise.all([
    progress('Building Halt', async () => {
      await packageQuietly(vsix);
      return createViewOpener().vsix();
    }),
    progress('Starting the simulated AWS', () => startSimulatorProcess(speed)),
  ]);
  const env = isolatedEnvironment(process.env, simulator.files);
  const server = await progress(`Starting ${VSCODE_VERSIONS.newest.label}`, () =>
    startCodeServer(installed, { env, vsix: [vsix, opener], port, settings: DEMO_SETTINGS }),
  );
  process.stdout.write(`Halt is ready at ${server.url()}\n`);
  process.stdout.write('Open that in a browser: Halt’s view is in front. Ctrl-C ends everything.\n');
  return Promise.race([
    server.process.ended.then((how) => explain(`VS Code ended (${how}).\n${server.process.output().slice(-2000)}`)),
    ended(simulator),
  ]);
}

async function inDesktop(code: string, speed: number): Promise<number> {
  const [extension, simulator] = await Promise.all([
    progress('Building Halt', buildCopy),
    progress('Starting the simulated AWS', () => startSimulatorProcess(speed)),
  ]);
  const profile = createProfile(DEMO_SETTINGS);
  const window = openDesktop(
    code,
    profile,
    [extension, createViewOpener().folder],
    isolatedEnvironment(process.env, simulator.files),
  );
  process.stdout.write('Halt opens in VS Code. Ctrl-C, or closing the window, ends everything.\n');
  return Promise.race([
    window.ended.then((how) => {
      if (how === 0) return 0;
      return explain(`${code} ended with ${how}:\n${window.output()}\nTry: npm start -- --server`);
    }),
    ended(simulator),
  ]);
}

const ended = (simulator: RunningSimulator): Promise<number> =>
  simulator.ended.then((how) => explain(`The simulated AWS ended (${how}).`));

function explain(what: string): number {
  process.stderr.write(`${what}\n`);
  return 1;
}
