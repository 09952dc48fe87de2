import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isolatedEnvironment } from '../../../scripts/vscode/awsEnvironment.ts';
import { DEMO_SETTINGS } from '../../../scripts/vscode/demoSettings.ts';
import { runningClock } from '../../../src/simulator/core/clock.ts';
import { writeProfiles } from '../../../src/simulator/profiles.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/simulator/simulator.ts';
import { assertInsidePolicy } from '../iam.ts';
import { endKept } from './editors.ts';
import { type HaltWindow, type Installation, openWindow, type WindowOptions } from './window.ts';

/** A window, and the simulated AWS that its Halt sees: what arrived there is in `aws.log`. */
export interface Scene {
  readonly window: HaltWindow;
  readonly aws: Simulator;
  /** The path of the shared config that it reads, unless the scene's `env` names another. */
  readonly config: string;
}

export interface SceneOptions extends Partial<WindowOptions> {
  /** How much faster than the clock the simulated AWS's time goes; 10 when neither this nor `simulator.clock` is given. */
  readonly speed?: number;
  readonly simulator?: SimulatorOptions;
  /** Writes what its Halt has for `~/.aws` into that folder, which is not there yet; the profiles of the simulated AWS's accounts otherwise. */
  readonly awsFiles?: (folder: string, aws: Simulator) => void;
  /** The view container that is shown when a scenario begins, whichever was run before it. */
  readonly view?: string;
  /** It is run in the oldest VS Code as well, all of it or the scenarios of these names: what it is about can differ by the editor's version. */
  readonly differsByVersion?: true | readonly string[];
  /** Scenarios about what no newer VS Code does: they are run in the oldest alone. */
  readonly ofOldestAlone?: readonly string[];
}

export type Scenario = (name: string, run: (scene: Scene) => Promise<void>) => void;

after(endKept);

/** The AWS files of this process's scenes, one after the other: the server that they share was told of them as it started. */
let folderOfFiles: string | undefined;

/**
 * Scenarios that share one window; it is preset to the demo's profiles and regions unless `settings` are given. Each stands by itself, so that one can be run alone. When one fails, a picture and the
 * logs are in artifacts. A `picture` is a scenario that is only there to be looked at, and is made by `npm run pictures` alone.
 */
export function inWindow(
  title: string,
  options: SceneOptions,
  define: (scenario: Scenario, picture: Scenario) => void,
): void {
  const { version, pictures, reversed } = installation();
  const { differsByVersion: differing, ofOldestAlone = [] } = options;
  const alone = new Set(ofOldestAlone);
  if (version === 'oldest' && differing === undefined && alone.size === 0) return;
  const isWanted = (name: string): boolean =>
    version === 'newest'
      ? !alone.has(name)
      : alone.has(name) || differing === true || differing?.includes(name) === true;
  // Both versions are told of in one report.
  void describe(version === 'oldest' ? `${title}, in the oldest VS Code` : title, () => {
    let opened: (Scene & { close(): Promise<void> }) | undefined;
    let isUsed = false;
    const scenarios: Parameters<Scenario>[] = [];
    before(async () => {
      // Where there are but pictures, and none are made, there is nothing to open.
      if (scenarios.length > 0) opened = await openScene(options);
    });
    after(() => opened?.close());
    const scenario: Scenario = (...one) => {
      scenarios.push(one);
    };
    define(scenario, pictures ? scenario : () => undefined);
    const names = new Set(scenarios.map(([name]) => name));
    for (const name of [...(Array.isArray(differing) ? differing : []), ...alone])
      if (!names.has(name)) throw new Error(`There is no scenario “${name}”.`);
    for (const [name, run] of (reversed ? scenarios.toReversed() : scenarios).filter(([one]) => isWanted(one))) {
      void it(name, async () => {
        if (!opened) throw new Error('There is no window.');
        // What others have sent before is theirs.
        if (isUsed) opened.aws.log.clear();
        isUsed = true;
        try {
          if (options.view !== undefined) await opened.window.openView(options.view);
          await run(opened);
        } catch (error) {
          const shown = await opened.window.saveEvidence(`ui-${opened.window.version}-${title}-${name}`);
          await escapeAll(opened.window);
          const arrived = opened.aws.log.entries().slice(-12);
          const asked = arrived.map(({ service, action, status }) => `${service}:${action} ${status}`).join(', ');
          throw new Error(`The window showed ${shown} when this failed, after ${asked}`, { cause: error });
        }
      });
    }
  });
}

/** So that a dialog, a menu or a pick that a failed scenario left open doesn't fail the ones behind it: one lies on another at most twice. */
async function escapeAll({ page }: HaltWindow): Promise<void> {
  for (let layer = 0; layer < 3; layer += 1) await page.keyboard.press('Escape').catch(() => undefined);
}

async function openScene(options: SceneOptions): Promise<Scene & { close(): Promise<void> }> {
  const { speed = 10, simulator, env, settings = DEMO_SETTINGS, width, height, scale, theme, vsix, language } = options;
  const { awsFiles = (own, sim) => writeProfiles(sim, own) } = options;
  const aws = await startSimulator({ clock: runningClock(speed), ...simulator });
  folderOfFiles ??= mkdtempSync(join(tmpdir(), 'halt-aws-'));
  const folder = folderOfFiles;
  const closeAws = async (): Promise<void> => {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    rmSync(folder, { recursive: true, force: true });
    awsFiles(folder, aws);
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const isolated = { ...isolatedEnvironment(process.env, files), ...env };
    const window = await openWindow(installation(), {
      settings,
      env: isolated,
      anew: env !== undefined,
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(scale !== undefined && { scale }),
      ...(theme !== undefined && { theme }),
      ...(vsix !== undefined && { vsix }),
      ...(language !== undefined && { language }),
    });
    const close = async (): Promise<void> => {
      await window.close();
      await closeAws();
      assertInsidePolicy(aws);
    };
    return { window, aws, config: files.config, close };
  } catch (error) {
    await closeAws();
    throw error;
  }
}

/** What scripts/uiTests.ts made ready. */
function installation(): Installation {
  const text = process.env['HALT_UI_INSTALLATION'];
  if (text === undefined) throw new Error('Run this with: npm run test:ui -- FILE');
  return JSON.parse(text) as Installation;
}
