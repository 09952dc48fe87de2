import { Worker } from 'node:worker_threads';
import { type Blocks, watchBlocks } from './blocks.ts';
import { fewestCalls, longestChain } from '../fleet.ts';
import type { FleetView } from './fleetView.ts';
import { draw } from './fleetView.ts';
import { type Memory, memoryAfterCollection } from '../memory.ts';
import type { Parsing, Replay } from './parsing.ts';
import type { BenchPlan, Load, Steady } from './plan.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import { simulatorControl } from './simulatorControl.ts';
import { askWorker } from './workerCost.ts';

/** The first sight of a whole fleet, with everything in the tree open. */
export async function measureLoad(plan: BenchPlan, view: FleetView, before: Memory): Promise<Load> {
  const simulator = simulatorControl(plan.endpoint);
  const idle = await calm();
  await simulator.forget();
  const blocks = watchBlocks();
  const started = performance.now();
  const profiles = [...new Set(view.scopes.map(({ profile }) => profile))];
  const identities = view.accounts.ensure(profiles);
  draw(view.tree);
  await view.listAll(() => {
    view.poller.setScopes(view.scopes);
    view.poller.refresh();
  });
  await identities;
  const wall = performance.now() - started;
  await settled();
  const seen = blocks.stop();
  const calls = await simulator.counts();
  const count = (kind: 'instance' | 'service' | 'experiment') =>
    view.scopes.reduce((sum, scope) => sum + view.inventory.list(scope, kind).length, 0);
  const resources = { instances: count('instance'), services: count('service'), experiments: count('experiment') };
  const worker = await askWorker();
  const after = await memoryAfterCollection();
  return {
    wall,
    workerWorked: worker.worked,
    workerWaited: worker.waited,
    parsing: await measureParsing(plan),
    blocks: seen,
    idle,
    resources,
    calls,
    fewest: {
      ...fewestCalls(view.inventory, view.scopes),
      'sts:GetCallerIdentity': profiles.length,
      'iam:ListAccountAliases': profiles.length,
    },
    chain: longestChain(view.inventory, view.scopes),
    failures: view.problems(),
    hostHeap: after.heap + after.external - before.heap - before.external,
    workerHeap: worker.heap + worker.external,
    processMemory: after.process - before.process,
  };
}

/** Polls of a fleet in which nothing changed, and in which one instance did. */
export async function measureSteady(view: FleetView): Promise<Steady> {
  const { poller, fired } = view;
  const poll = async (): Promise<void> => {
    await view.listAll(() => poller.refresh());
    await settled();
  };
  await poll(); // What only the first poll after a load makes is there now.
  fired.length = 0;
  // Before any forced collection: V8 throws away the code of functions then, and the next poll has to read it again.
  const blocks = watchBlocks();
  for (let polls = 0; polls < 3; polls += 1) await poll();
  const pollBlocks = blocks.stop();
  const before = await memoryAfterCollection();
  await poll();
  const after = await memoryAfterCollection();
  const pollEvents = fired.length;

  const changed = await stopOne(view);
  fired.length = 0;
  await poll();
  // The tree gathers what changed for a moment, which a busy machine makes longer.
  for (const late = performance.now() + 5_000; fired.length === 0 && performance.now() < late;) await settled();
  const changedNodes = fired.flat().length;
  if (changedNodes === 0) throw new Error(`Nothing was drawn though ${changed} was stopped.`);
  return {
    pollBlocks,
    pollEvents,
    pollHeap: after.heap + after.external - before.heap - before.external,
    changedNodes,
  };
}

/** Stops an instance of the simulated AWS behind the inventory's back: one whose row is drawn. */
async function stopOne({ inventory, tree, stopping }: FleetView): Promise<string> {
  for (const { ref } of targetsOf(tree)) {
    if (ref.kind !== 'instance' || inventory.get(ref.scope, 'instance', ref.id)?.state !== 'running') continue;
    const plan = await stopping.plan([ref], { type: 'stop' }, new AbortController().signal);
    const { answers } = await stopping.run(stopping.confirm(plan, {}));
    if (answers.some(({ failure }) => failure === undefined)) {
      stopping.follow.letGo();
      return ref.id;
    }
  }
  throw new Error('No instance can be stopped.');
}

/** The rows of targets, as they are drawn, without those of services. */
function* targetsOf(tree: FleetView['tree'], node?: Node): Iterable<Extract<Node, { readonly type: 'target' }>> {
  const children = tree.getChildren(node);
  for (const child of Array.isArray(children) ? children : []) {
    void tree.getTreeItem(child);
    if (child.type === 'target') yield child;
    else if (child.type !== 'service') yield* targetsOf(tree, child);
  }
}

/** Waits until the editor has nothing of its own to do, for half a minute at the most; returns what the last second was like. */
export async function calm(): Promise<Blocks> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const blocks = watchBlocks();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const seen = blocks.stop();
    if (seen.longest < 5 || performance.now() > deadline) return seen;
  }
}

/** The tree gathers the changes of a moment; this is after that moment. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

/** In the same process and right afterwards, so that what the machine does besides weighs on both. */
function measureParsing({ scopes, parsing }: BenchPlan): Promise<Parsing> {
  const worker = new Worker(parsing.file, { workerData: { scopes, answers: parsing.answers } satisfies Replay });
  return new Promise((resolve, reject) => {
    worker.once('message', (measured: Parsing) => resolve(measured));
    worker.once('error', reject);
  });
}
