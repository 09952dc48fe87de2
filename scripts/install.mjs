// Runs before anything is installed: Node alone.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/**
 * Installs this repository's packages when they are not what the lockfile says, then lets this process load TypeScript. A `node_modules` that is a link belongs to
 * another checkout (of a git worktree, say), whose packages are not replaced from here.
 */
export async function prepare() {
  const isReady = isInstalled(ROOT);
  if (!isReady && isLinked(ROOT))
    process.stderr.write(
      'The packages differ from package-lock.json; node_modules is a link: install where it leads.\n',
    );
  else if (!isReady) await installPackages(ROOT, "Installing Halt's packages");
  const { register } = await import('tsx/esm/api');
  register();
}

/**
 * Whether every package of a folder's lockfile is there in its version. npm writes its own record of what it
 * installed as its last act, so a half-finished install has none.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = Object.entries(packagesOf(join(folder, 'package-lock.json')));
  const present = packagesOf(record);
  return wanted.every(([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version);
}

/** @param {string} folder */
const isLinked = (folder) =>
  lstatSync(join(folder, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** @param {string} lockfile */
const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages;

/**
 * `npm ci` without install scripts, with one line of progress. Throws with npm's own words when it fails.
 * @param {string} folder
 * @param {string} what
 */
export async function installPackages(folder, what) {
  const started = Date.now();
  process.stderr.write(`${what} …\n`);
  const { code, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (code !== 0) throw new Error(`npm could not install the packages of ${folder}:\n${output.trim()}`);
  process.stderr.write(`${what}: ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function npm(args, cwd) {
  // On Windows npm is a .cmd file, which only a shell can start; the arguments here hold no character that one reads.
  const child = spawn('npm', args, { cwd, shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
