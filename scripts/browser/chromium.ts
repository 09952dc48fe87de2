import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../root.ts';

/** A Chromium of this machine, or one that is installed now. Throws with what to do when neither is to be had. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium() ?? downloadChromium() ?? installPackage();
  if (found !== undefined) return found;
  throw new Error(
    'No Chromium was found and none could be installed: install Chromium or Google Chrome, or name one in the variable CHROMIUM.',
  );
}

function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!isProgram(named)) throw new Error(`The variable CHROMIUM names ${named}, which can't be run.`);
    return named;
  }
  return [...onPath(), ...usualPlaces(), ...playwrights(PLAYWRIGHT_CACHE), ...playwrights(OWN_CACHE)].find(isProgram);
}

const OWN_CACHE = join(ROOT, '.cache/chromium');

const PLAYWRIGHT_CACHE =
  process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
  {
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
    win32: join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright'),
  }[process.platform as string] ??
  join(homedir(), '.cache/ms-playwright');

function onPath(): string[] {
  if (process.platform === 'win32') return [];
  // The first is made for having no screen: a whole browser starts what draws its own window, too, for a second of processor each time.
  const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app/Contents/MacOS/${app}`)),
    );
  }
  if (process.platform !== 'win32') return [];
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
  const programs = [
    'Google/Chrome/Application/chrome.exe',
    'Chromium/Application/chrome.exe',
    'Microsoft/Edge/Application/msedge.exe',
  ];
  return roots.filter((root) => root !== '').flatMap((root) => programs.map((program) => join(root, program)));
}

/** The newest first. */
function playwrights(cache: string): string[] {
  if (!existsSync(cache)) return [];
  const builds = readdirSync(cache).filter((name) => name.startsWith('chromium'));
  const number = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
  return builds
    .sort((a, b) => number(b) - number(a))
    .flatMap((build) => readdirSync(join(cache, build)).map((platform) => join(cache, build, platform)))
    .flatMap((folder) => [
      join(folder, 'chrome'),
      join(folder, 'chrome.exe'),
      join(folder, 'headless_shell'),
      join(folder, 'chrome-headless-shell'),
      join(folder, 'chrome-headless-shell.exe'),
      join(folder, 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing'),
      join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ]);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function downloadChromium(): string | undefined {
  process.stderr.write('Downloading Chromium (once) …\n');
  const cli = join(ROOT, 'node_modules/playwright-core/cli.js');
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: OWN_CACHE };
  const { status } = spawnSync(process.execPath, [cli, 'install', '--only-shell', 'chromium'], {
    env,
    stdio: 'ignore',
    timeout: 600_000,
  });
  process.stderr.write(status === 0 ? 'Chromium is there\n' : 'Chromium can’t be downloaded here\n');
  return status === 0 ? playwrights(OWN_CACHE).find(isProgram) : undefined;
}

function installPackage(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return undefined;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  process.stderr.write('Installing Chromium’s package (once) …\n');
  const apt = (...args: string[]): boolean => {
    const command = [
      ...(isRoot ? [] : ['sudo', '-n']),
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-y',
      '-q',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ];
    return spawnSync(command[0] ?? '', command.slice(1), { stdio: 'ignore', timeout: 900_000 }).status === 0;
  };
  const install = (name: string): boolean => apt('install', '--no-install-recommends', name);
  const installed = apt('update') && (install('chromium-headless-shell') || install('chromium'));
  process.stderr.write(installed ? 'Chromium is installed\n' : 'Chromium’s package can’t be installed\n');
  return installed ? onPath().find(isProgram) : undefined;
}
