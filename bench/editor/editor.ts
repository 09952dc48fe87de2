import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { sdkPlugins } from '../../scripts/bundling/sdkPlugins.mjs';
import type { Replay } from './parsing.ts';
import type { BenchPlan, EditorResult } from './plan.ts';
import { ROOT } from '../../scripts/root.ts';
import { atExit } from '../../scripts/process/atExit.ts';
import { isolatedEnvironment } from '../../scripts/vscode/awsEnvironment.ts';
import { editorSections } from './figures.ts';
import type { Section } from '../report.ts';
import { LATENCY, startSizedSimulator } from '../simulator.ts';
import { launchChromium } from '../../scripts/browser/browser.ts';
import { ensureChromium } from '../../scripts/browser/chromium.ts';
import { type InstalledServer, startCodeServer } from '../../scripts/vscode/codeServer.ts';
import { startProcess } from '../../scripts/process/processes.ts';
import { installServer } from '../../scripts/vscode/serverInstall.ts';

/** 10,000 instances, 500 services and 500 experiments over 3 profiles × 6 regions, and a few more for whole numbers. */
const FLEET = { accounts: 3, regions: 6, instances: 556, services: 28, experiments: 28 };
const CROWD = { accounts: 1, regions: 1, instances: 10_000, services: 0, experiments: 0 };
const LIMIT = 180_000;

/** Measures in the extension host of the newest VS Code. */
export async function measureEditor(staged: string): Promise<readonly Section[]> {
  const [server, chromium] = [await installServer('newest'), await ensureChromium()];
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const vsix = join(folder, 'empty.vsix');
  const [fleet, crowd, extension] = await Promise.all([
    startSizedSimulator(FLEET),
    startSizedSimulator(CROWD, 'crowded-'),
    lazyCopy(staged, join(folder, 'extension')),
    bundle(folder),
    createVSIX({
      cwd: join(ROOT, 'bench/editor/empty'),
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      skipLicense: true,
    }),
  ]);
  try {
    // One config for both: a process has one.
    appendFileSync(fleet.files.config, readFileSync(crowd.files.config));
    appendFileSync(fleet.files.credentials, readFileSync(crowd.files.credentials));
    const env = isolatedEnvironment(process.env, fleet.files);
    const scopes = fleet.profiles.flatMap((profile) => fleet.regions.map((region) => ({ profile, region })));
    const crowded = { profile: crowd.profiles[0] ?? '', region: crowd.regions[0] ?? '' };
    const parsing = { file: join(folder, 'parsing.cjs'), answers: join(folder, 'answers') };
    await record(server, parsing.file, env, { scopes, answers: parsing.answers });
    const { publisher, name } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8')) as Named;
    const plan: BenchPlan = {
      result: join(folder, 'result.json'),
      worker: join(folder, 'measuredWorker.cjs'),
      extension,
      ids: { extension: `${publisher}.${name}`, empty: 'halt-bench.empty' },
      scopes,
      crowded,
      endpoint: fleet.endpoint,
      latency: LATENCY,
      parsing,
    };
    const result = await runInEditor(server, chromium, plan, { entry: join(folder, 'editorEntry.cjs'), vsix, env });
    return editorSections(result, plan);
  } finally {
    await Promise.all([fleet.stop(), crowd.stop()]);
  }
}

type Named = Readonly<Record<'publisher' | 'name', string>>;

/** The extension as it was staged, but that it waits to be activated until it is asked, so that this can be timed. */
async function lazyCopy(from: string, to: string): Promise<string> {
  cpSync(from, to, { recursive: true });
  const file = join(to, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { activationEvents?: string[] };
  manifest.activationEvents = (manifest.activationEvents ?? []).filter((event) => event !== 'onStartupFinished');
  writeFileSync(file, JSON.stringify(manifest));
  return to;
}

async function bundle(folder: string): Promise<void> {
  const sources = { editorEntry: 'entry', measuredWorker: 'measuredWorker', parsing: 'parsing' };
  await build({
    entryPoints: Object.entries(sources).map(([out, name]) => ({ in: join(ROOT, 'bench/editor', `${name}.ts`), out })),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    define: { 'import.meta.url': '__filename' },
    plugins: sdkPlugins,
    logLevel: 'warning',
  });
}

/** Has the simulated AWS make its fleet, and keeps what it answers. */
async function record({ node }: InstalledServer, file: string, env: NodeJS.ProcessEnv, what: Replay): Promise<void> {
  const work = startProcess(node, [file, JSON.stringify(what)], { env });
  if ((await work.ended) !== 0) throw new Error(`The fleet could not be listed:\n${work.output()}`);
}

/** Opens a window whose extension host runs `entry`; resolves with what that wrote. */
async function runInEditor(
  installed: InstalledServer,
  chromium: string,
  plan: BenchPlan,
  { entry, vsix, env }: { readonly entry: string; readonly vsix: string; readonly env: NodeJS.ProcessEnv },
): Promise<EditorResult> {
  const server = await startCodeServer(installed, {
    env: { ...env, HALT_BENCH: JSON.stringify(plan) },
    vsix,
    forTests: true,
  });
  const browser = await launchChromium(chromium);
  const said: string[] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown) => said.push(JSON.stringify(args)));
    const ended = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error(`No result after ${LIMIT / 1000} s.`)), LIMIT).unref();
      page.on('crash', () => reject(new Error('The page crashed.')));
      page.exposeFunction('codeAutomationExit', () => resolve()).catch(reject);
    });
    const payload = [
      ['extensionDevelopmentPath', server.remote(plan.extension)],
      ['extensionTestsPath', server.remote(entry)],
      ['skipWelcome', 'true'],
    ] as const;
    await page.goto(server.url(undefined, payload), { timeout: 60_000 });
    await ended;
    if (!existsSync(plan.result)) throw new Error('The extension host ended without a result.');
    return JSON.parse(readFileSync(plan.result, 'utf8')) as EditorResult;
  } catch (error) {
    process.stderr.write(`${said.slice(-30).join('\n')}\n${server.process.output().slice(-3000)}\n`);
    throw error;
  } finally {
    await browser.close();
    await server.stop();
  }
}
