import { createRequire } from 'node:module';
import { basename, join, sep } from 'node:path';
import type { Activation, BenchPlan } from './plan.ts';
import { simulatorControl } from './simulatorControl.ts';

/** What of the editor's API this part uses. */
export interface Extensions {
  getExtension(
    id: string,
  ): { readonly isActive: boolean; readonly extensionPath: string; activate(): Thenable<unknown> } | undefined;
}

interface Activated {
  readonly load: number;
  readonly activate: number;
  readonly answer: unknown;
  readonly started: readonly string[];
}

/** What `process.getActiveResourcesInfo` calls timers, and files that are being read or written. */
const HARMLESS = /^(Timeout|Immediate|FS\w+|FileHandle\w*)$/;

/**
 * Has the editor activate the extension, and one that does nothing, and times both: loading the file, and the call of `activate`. The
 * editor must not have activated them before.
 */
export async function measureActivation(plan: BenchPlan, extensions: Extensions): Promise<Activation> {
  const simulator = simulatorControl(plan.endpoint);
  await simulator.forget();
  const empty = await activate(extensions, plan.ids.empty, 'extension.cjs');
  const main = join(plan.extension, 'dist', 'extension.cjs');
  const own = await activate(extensions, plan.ids.extension, join('dist', 'extension.cjs'));
  const require = createRequire(import.meta.url);
  const loaded = Object.keys(require.cache).filter((file) => file.startsWith(plan.extension + sep) && file !== main);
  const requests = Object.values(await simulator.counts()).reduce((sum, count) => sum + count, 0);
  return {
    load: own.load,
    activate: own.activate,
    emptyLoad: empty.load,
    emptyActivate: empty.activate,
    synchronous: !isThenable(own.answer),
    loaded: loaded.map((file) => basename(file)),
    started: own.started,
    requests,
  };
}

/** The editor takes a module that is loaded already, so its `activate` can be put into a stopwatch. */
async function activate(extensions: Extensions, id: string, main: string): Promise<Activated> {
  const extension = extensions.getExtension(id);
  if (extension === undefined) throw new Error(`The editor has no extension ${id}.`);
  if (extension.isActive) throw new Error(`${id} was activated before it could be measured.`);
  const file = join(extension.extensionPath, main);
  const require = createRequire(import.meta.url);
  const begun = performance.now();
  const exported = require(file) as { activate(...args: unknown[]): unknown };
  const load = performance.now() - begun;
  const cached = require.cache[require.resolve(file)];
  if (cached === undefined) throw new Error(`${file} was not kept.`);
  const measured = new Promise<Activated>((resolve, reject) => {
    cached.exports = {
      ...exported,
      activate: (...args: unknown[]) => {
        try {
          const before = process.getActiveResourcesInfo();
          const called = performance.now();
          const answer = exported.activate(...args);
          const took = performance.now() - called;
          const started = added(before, process.getActiveResourcesInfo()).filter((name) => !HARMLESS.test(name));
          resolve({ load, activate: took, answer, started });
          return answer;
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          throw error;
        }
      },
    };
  });
  await extension.activate();
  return Promise.race([measured, fail(`The editor loaded ${file} anew.`)]);
}

/** What there is more of than before, by name. */
function added(before: readonly string[], now: readonly string[]): readonly string[] {
  const rest = [...before];
  return now.filter((name) => {
    const at = rest.indexOf(name);
    if (at < 0) return true;
    rest.splice(at, 1);
    return false;
  });
}

async function fail(why: string): Promise<never> {
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error(why);
}

/** What VS Code would wait for; what it hands to other extensions is none. */
const isThenable = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';
