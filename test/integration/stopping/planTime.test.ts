import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { never } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { refOf, scope, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';

/** How long each call takes, ms: much longer than what is done between the calls. */
const LATENCY = 1_000;
/** How much longer than its longest chain of calls a plan may take. */
const MOST = 1.5;
const MEASUREMENTS = 2;

describe('the plan for one deployment', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  /** The shortest of some measurements of the same: what else the machine does only adds to it. */
  const shortest = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let count = 0; count < MEASUREMENTS; count += 1) {
      const begun = performance.now();
      await work();
      times.push(performance.now() - begun);
    }
    return Math.min(...times);
  };

  it('is there soon after the longest chain of calls that it needs', async () => {
    const { sim, reads } = stage;
    const id = stage.deploy(15 * 60, { failing: true });
    const window = stage.window();
    const plan = () => window.plan([refOf('deployment', id)], { type: 'roll-back' });
    // Clients are made and credentials are fetched with the first.
    await plan();
    sim.faults.add({ effect: { kind: 'latency', milliseconds: LATENCY } });

    // What is there now, then the tasks that stopped, then each of them: nothing of it can be asked before the one before it.
    const chain = await shortest(async () => {
      const { targets } = valueOf(await reads.describe(scope, 'deployment', [id], never()));
      const [deployment] = targets;
      assert.ok(deployment?.kind === 'deployment');
      valueOf(await reads.stoppedTasks(scope, deployment, never()));
    });
    sim.log.clear();
    const planned = await shortest(plan);
    const actions = new Set(sim.log.entries().map(({ action }) => action));
    for (const action of [
      ...['GetCallerIdentity', 'DescribeServiceDeployments', 'DescribeServiceRevisions'],
      ...['ListTasks', 'DescribeTasks'],
    ])
      assert.ok(actions.has(action), `${action} is asked`);
    const calls = sim.log.entries().length / MEASUREMENTS;
    assert.ok(chain >= 3 * LATENCY, `${chain} ms`);
    // One after another, they would take longer than the bar allows.
    assert.ok(calls * LATENCY > MOST * 3 * LATENCY, `${calls} calls`);
    assert.ok(planned <= MOST * chain, `${planned} ms, and the chain ${chain} ms`);
    window.dispose();
  });
});
