import { watchBlocks } from './blocks.ts';
import { calm } from './load.ts';
import type { BenchPlan, Whole } from './plan.ts';
import { simulatorControl } from './simulatorControl.ts';

/** What of the editor's API this part uses. */
export interface Editor {
  choose(profiles: readonly string[], regions: readonly string[]): Promise<void>;
  showView(): Thenable<unknown>;
}

const PATIENCE = 60_000;

/** The same fleet through the extension as it is: chosen in the settings, shown in its view. `calls` is what the first sight takes. */
export async function measureWhole(plan: BenchPlan, editor: Editor, calls: number): Promise<Whole> {
  const simulator = simulatorControl(plan.endpoint);
  const arrived = async () => Object.values(await simulator.counts()).reduce((sum, count) => sum + count, 0);
  await calm();
  await simulator.forget();
  const blocks = watchBlocks();
  const started = performance.now();
  await editor.choose(
    [...new Set(plan.scopes.map(({ profile }) => profile))],
    [...new Set(plan.scopes.map(({ region }) => region))],
  );
  await editor.showView();
  while ((await arrived()) < calls) {
    if (performance.now() - started > PATIENCE) throw new Error(`After a minute ${await arrived()} of ${calls} calls.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const wall = performance.now() - started;
  // The last answers have yet to be read and drawn.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return { wall, blocks: blocks.stop(), calls: await arrived() };
}
