import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { never } from '../../stages/aws.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { createPoller, type Poller } from '../../../src/inventory/polling/poller.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import type { ConfirmedPlan } from '../../../src/stopping/confirmation.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { type Plan, sendable } from '../../../src/stopping/plan/plan.ts';
import {
  refOf,
  REGION,
  scope,
  type StoppingStage,
  stoppingStage,
  type Window,
} from '../../stages/stopping/stopping.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { assertProperty } from '../../stages/property.ts';

const operations = ['stop', 'force-stop', 'start', 'roll-back', 'continue', 'stop-experiment'] as const;
const methodOf = {
  stop: 'stopInstances',
  'force-stop': 'stopInstances',
  start: 'startInstances',
  'roll-back': 'stopDeployment',
  continue: 'continueDeployment',
  'stop-experiment': 'stopExperiment',
} as const satisfies Record<(typeof operations)[number], string>;

const effects: readonly FaultEffect[] = [
  { kind: 'serverError', status: 500, when: 'before' },
  { kind: 'serverError', status: 503, when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'halfAnswer' },
  { kind: 'malformedBody' },
  { kind: 'expiredToken' },
  { kind: 'denied' },
  { kind: 'staleReads', milliseconds: 20_000 },
];
const actions = [
  'StopInstances',
  'StartInstances',
  'StopServiceDeployment',
  'ContinueServiceDeployment',
  'StopExperiment',
  'DescribeInstances',
  'GetExperiment',
  '*',
];

type Step =
  | { readonly do: 'plan' | 'all of it'; readonly type: (typeof operations)[number]; readonly which: number }
  | { readonly do: 'confirm' | 'run'; readonly which: number }
  | { readonly do: 'fault'; readonly action: string; readonly effect: FaultEffect; readonly times: number }
  | { readonly do: 'pass'; readonly seconds: number }
  | {
      readonly do:
        | 'cancel plan'
        | 'refresh'
        | 'look'
        | 'list'
        | 'attention'
        | 'let go'
        | 'reload'
        | 'resume'
        | 'mend'
        | 'dispose poller';
    };

const which = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('plan' as const, 'all of it' as const),
      type: fc.constantFrom(...operations),
      which,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('confirm' as const), which }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('run' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      action: fc.constantFrom(...actions),
      effect: fc.constantFrom(...effects),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  // Once: the SDK waits half a second for each.
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      action: fc.constantFrom('StopInstances', 'StopServiceDeployment', 'StopExperiment'),
      effect: fc.constant<FaultEffect>({ kind: 'throttle' }),
      times: fc.constant(1),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 3, 30, 120) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'cancel plan',
        'refresh',
        'look',
        'list',
        'attention',
        'let go',
        'reload',
        'resume',
        'mend',
        'dispose poller',
      ),
    }),
  },
);

const all = (type: (typeof operations)[number], count = 2): Step => ({ do: 'all of it', type, which: count });
const cut: FaultEffect = { kind: 'drop', when: 'after' };

/** The same on every machine. One takes half a second. */
const RUNS = 40;

/** Tried first, whatever chance brings and however slow the machine is. */
const examples: readonly (readonly [Step[]])[] = [
  [
    [
      all('stop'),
      { do: 'run', which: 0 },
      { do: 'let go' },
      { do: 'pass', seconds: 120 },
      all('start'),
      { do: 'reload' },
      { do: 'run', which: 1 },
    ],
  ],
  [
    [
      { do: 'fault', action: 'StopInstances', effect: cut, times: 4 },
      all('stop'),
      { do: 'reload' },
      { do: 'pass', seconds: 120 },
      { do: 'resume' },
      { do: 'mend' },
      all('force-stop'),
    ],
  ],
  [
    [
      {
        do: 'fault',
        action: 'StopServiceDeployment',
        effect: { kind: 'serverError', status: 500, when: 'before' },
        times: 2,
      },
      all('roll-back'),
      all('stop-experiment'),
      { do: 'attention' },
      { do: 'refresh' },
      { do: 'dispose poller' },
      { do: 'pass', seconds: 120 },
    ],
  ],
  [
    [
      { do: 'plan', type: 'continue', which: 0 },
      { do: 'confirm', which: 0 },
      { do: 'confirm', which: 0 },
      { do: 'run', which: 0 },
      { do: 'run', which: 0 },
    ],
  ],
  [
    [
      { do: 'plan', type: 'stop', which: 2 },
      { do: 'confirm', which: 0 },
      { do: 'reload' },
      { do: 'run', which: 0 },
      { do: 'cancel plan' },
      { do: 'pass', seconds: 120 },
    ],
  ],
];

describe('whatever happens in whatever order', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  /** Does the steps to things of its own; what Halt was allowed to do, by method and id, and how often. */
  async function live(steps: readonly Step[]): Promise<Map<string, number>> {
    const { sim, time, reads } = stage;
    stage.sent.splice(0);
    stage.calls.splice(0);
    sim.faults.clear();
    const instances = [0, 1, 2].map(() => refOf('instance', sim.ec2.add(STAGING, REGION, {}).id));
    const deployment = refOf('deployment', stage.deploy(120, { hooks: [{ type: 'PAUSE', stages: ['PRE_SCALE_UP'] }] }));
    const experiment = refOf('experiment', stage.startExperiment());
    const refsFor = {
      stop: instances,
      'force-stop': instances,
      start: instances,
      'roll-back': [deployment],
      continue: [deployment],
      'stop-experiment': [experiment],
    } as const;

    const plans: Plan[] = [];
    const confirmed: { readonly plan: Plan; readonly one: ConfirmedPlan; readonly by: Window; taken: boolean }[] = [];
    const allowed = new Map<string, number>();
    const running: Promise<unknown>[] = [];
    const makePoller = (): Poller => {
      const inventory = createInventory(assert.ifError);
      const made = createPoller({
        reads,
        inventory,
        clock: time,
        paces: { slow: 15_000, fast: 2_000, gentle: 30_000 },
        onError: assert.ifError,
      });
      made.setScopes([scope]);
      return made;
    };
    let window = stage.window();
    let poller = makePoller();

    const planFor = (type: (typeof operations)[number], count: number): Promise<Plan> => {
      const operation: Operation =
        type === 'force-stop'
          ? { type, skipOsShutdown: false }
          : type === 'continue'
            ? { type, action: 'CONTINUE' }
            : { type };
      const refs: readonly TargetRef[] = refsFor[type];
      return window.plan(refs.slice(0, 1 + (count % refs.length)), operation);
    };
    const confirm = (plan: Plan | undefined) => {
      if (plan) confirmed.push({ plan, one: window.confirm(plan, {}), by: window, taken: false });
    };
    const run = async (entry: (typeof confirmed)[number] | undefined) => {
      if (!entry) return;
      const work = window.run(entry.one);
      if (entry.taken || entry.by !== window) {
        await assert.rejects(work, 'a plan is carried out once, where it was confirmed');
        return;
      }
      entry.taken = true;
      running.push(work);
      for (const { ref } of sendable(entry.plan)) {
        const key = `${methodOf[entry.plan.operation.type as keyof typeof methodOf]} ${ref.id}`;
        allowed.set(key, (allowed.get(key) ?? 0) + 1);
      }
    };

    for (const each of steps) {
      switch (each.do) {
        case 'plan':
          plans.push(await stage.during(planFor(each.type, each.which)));
          break;
        case 'all of it':
          plans.push(await stage.during(planFor(each.type, each.which)));
          confirm(plans.at(-1));
          await run(confirmed.at(-1));
          break;
        case 'cancel plan':
          running.push(planFor('stop', 2));
          break;
        case 'confirm':
          try {
            confirm(plans[each.which % Math.max(1, plans.length)]);
          } catch (error) {
            assert.match(String(error), /confirmed before/);
          }
          break;
        case 'run':
          await run(confirmed[each.which % Math.max(1, confirmed.length)]);
          break;
        case 'fault':
          sim.faults.add({ action: each.action, effect: each.effect, times: each.times });
          break;
        case 'mend':
          sim.faults.clear();
          break;
        case 'pass':
          await stage.pass(each.seconds);
          break;
        case 'refresh':
          poller.refresh();
          break;
        case 'attention':
          poller.setAttention({ viewVisible: true, windowFocused: true });
          break;
        case 'dispose poller':
          poller.dispose();
          break;
        case 'look':
          await reads.describe(
            scope,
            'instance',
            instances.map(({ id }) => id),
            never(),
          );
          break;
        case 'list':
          for await (const _page of reads.list(scope, 'experiment', never()));
          break;
        case 'let go':
          window.follow.letGo();
          break;
        case 'resume':
          await window.resume();
          break;
        case 'reload':
          window.dispose();
          poller.dispose();
          window = stage.window();
          poller = makePoller();
          await window.resume();
          break;
      }
    }
    await stage.during(Promise.allSettled(running));
    sim.faults.clear();
    window.dispose();
    poller.dispose();
    const state = sim.fis.experiment(STAGING, REGION, experiment.id)['state'] as { status: string };
    if (/pending|initiating|running|stopping/.test(state.status)) {
      sim.fis.failExperiment(STAGING, REGION, experiment.id, { code: 'Test', reason: 'over' });
      await stage.pass(40);
    }
    return allowed;
  }

  it('nothing is changed that nobody confirmed, and each confirmed plan at most once for each target', async () => {
    let sent = 0;
    let runs = 0;
    const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const allowed = await live(steps);
      runs += 1;
      const carriedOut = new Map<string, number>();
      for (const { method, ids, happened } of stage.calls) {
        for (const id of ids) {
          const key = `${method} ${id}`;
          assert.ok(allowed.has(key), `${key} was sent, and nobody confirmed it`);
          if (happened) carriedOut.set(key, (carriedOut.get(key) ?? 0) + 1);
        }
      }
      for (const [key, count] of carriedOut)
        // A stop asks for the same end each time, so one whose outcome isn't known may be sent twice more.
        assert.ok(
          count <= (allowed.get(key) ?? 0) * (key.startsWith('stopInstances') ? 3 : 1),
          `${key}: ${count} of ${allowed.get(key)}`,
        );
      // Every attempt on the wire belongs to a call of Control's: nothing else has a way to send a change.
      const invocations = new Set(stage.sent.map(({ invocation }) => invocation));
      assert.ok(invocations.size <= stage.calls.length, `${invocations.size} of ${stage.calls.length}`);
      const confirmedIds = [...allowed.keys()].map((key) => key.slice(key.indexOf(' ') + 1));
      for (const { body, path } of stage.sent) {
        const told = decodeURIComponent(`${path} ${body}`);
        assert.ok(
          confirmedIds.some((id) => told.includes(id)),
          told,
        );
      }
      sent += stage.sent.length;
    });
    await assertProperty(property, { numRuns: RUNS, examples: [...examples] });
    assert.ok(runs >= RUNS, `${runs} runs: too few to tell anything`);
    assert.ok(sent > 0, 'nothing was sent: the test tests nothing');
    if (process.env['HALT_TEST_VERBOSE'] !== undefined) process.stderr.write(`${runs} runs, ${sent} changes sent\n`);
  });
});
