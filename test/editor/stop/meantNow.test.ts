import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { createInventory, type Inventory } from '../../../src/inventory/inventory.ts';
import { refKey, type TargetRef } from '../../../src/model/resources/resource.ts';
import { nobodys, ofWhom, type Whose, whoseAt } from '../../../src/model/sight.ts';
import { StalePlanError } from '../../../src/stopping/confirmation.ts';
import { meantAgain } from '../../../src/stopping/follow/followed.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import type { Meant } from '../../../src/stopping/plan/planStop.ts';
import type { Stopping, Want } from '../../../src/stopping/stopping.ts';
import { emergencyStop } from '../../../src/ui/commands/emergencyStop.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { continueMeant } from '../../../src/ui/commands/stopChoices.ts';
import { stopCommands, type StopCommandParts } from '../../../src/ui/commands/stop.ts';
import { handlePanelMessage, type PanelActionParts } from '../../../src/ui/detail/panelActions.ts';
import { createOnePrompt } from '../../../src/ui/stop/onePrompt.ts';
import type { PickParts } from '../../../src/ui/stop/pickTargets.ts';
import { createStopFlow } from '../../../src/ui/stop/stopFlow.ts';
import { identityOf } from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';
import { deploymentLike, experimentLike, leverLike, scope } from '../../stages/resources.ts';
import { until } from '../../stages/window/waiting.ts';

const STAGING = '111122223333';
const PRODUCTION = '444455556666';
const shown = whoseAt(identityOf(scope.profile, STAGING));
const lever: TargetRef = { kind: 'lever', scope, id: 'default' };
const instance: TargetRef = { kind: 'instance', scope, id: 'i-1' };
const deployment = deploymentLike({ scope, status: 'IN_PROGRESS' });
const paused: TargetRef = { kind: 'deployment', scope, id: deployment.id };

/** Takes one of the rows, or what is written, in each step until the work is over. */
async function acceptAll(work: Promise<unknown>): Promise<void> {
  const state = { over: false };
  void work.finally(() => (state.over = true));
  await until('the last step', async () => {
    for (const key of ['quickOpenSelectNext', 'acceptSelectedQuickOpenItem'])
      await commands.executeCommand(`workbench.action.${key}`);
    return state.over;
  });
  await work;
}

/** A profile that leads to staging, until it is moved. */
function movedAccounts() {
  const state = { account: STAGING };
  return {
    accounts: {
      of: (profile: string) => identityOf(profile, state.account),
      failure: () => undefined,
      onDidChange: () => () => {},
    },
    move: () => (state.account = PRODUCTION),
  };
}

const whoseAll = (wants: readonly Pick<Want, 'refs' | 'whose'>[]): readonly (Whose | undefined)[] =>
  wants.flatMap(({ refs, whose }) => refs.map((ref) => whose?.get(refKey(ref))));

describe('what a person means, in the account in which they saw it', () => {
  for (const [command, ref] of [
    ['engageSafetyLever', lever],
    ['disengageSafetyLever', lever],
    ['forceStopInstances', instance],
    ['continueDeployment', paused],
  ] as const)
    it(`stays so while they take the steps of a command, though their profile leads elsewhere by then: ${command}`, async () => {
      const { accounts, move } = movedAccounts();
      const wants: Want[] = [];
      const parts = {
        rows: { refs: () => [ref] },
        inventory: { get: () => undefined, target: () => undefined, status: () => ({}) },
        lastReasons: () => Promise.resolve(['game day']),
        pick: { from: { guards: openGuards, accounts }, clock: { now: () => 0 } },
        stopFlow: { startBehind: async (_steps: number, want: Want) => void wants.push(want) },
      } as unknown as StopCommandParts;
      const by = { kind: 'reference', ref } as unknown as Invocation;
      const work = Promise.resolve(stopCommands(parts)[command](by));
      move();
      await acceptAll(work);
      assert.deepEqual(whoseAll(wants), [shown]);
    });

  it('stays so while they give the reason of an emergency stop', async () => {
    const { accounts, move } = movedAccounts();
    const inventory = createInventory((error) => assert.fail(String(error)));
    const list = { scope, since: 1 } as const;
    const running = experimentLike({ id: 'EXP1', name: 'web', state: 'running' });
    inventory.apply({ type: 'page', ...list, kind: 'experiment', resources: [running] });
    inventory.apply({ type: 'page', ...list, kind: 'lever', resources: [leverLike({ state: 'disengaged' })] });
    for (const [kind, id] of [
      ['experiment', 'EXP1'],
      ['lever', 'default'],
    ] as const)
      inventory.apply({ type: 'end', ...list, kind, seen: new Set([id]), gaps: [] });
    const pick = {
      from: { inventory, scopes: () => [scope], startable: () => false, accounts, guards: openGuards },
      clock: { elapsed: () => performance.now(), now: () => Date.now() },
      listNow: () => Promise.resolve([]),
    } as unknown as PickParts;
    const wants: Want[] = [];
    await acceptAll(
      emergencyStop({
        pick,
        stopFlow: {
          startAll: async (_, gather) => {
            const gathered = await gather(new AbortController().signal);
            wants.push(...(gathered?.wants ?? []));
          },
        },
        lastReasons: () => {
          // They have left the list, and not given the reason.
          move();
          return Promise.resolve([]);
        },
        isProduction: () => false,
      }),
    );
    assert.deepEqual(whoseAll(wants), [shown]);
  });
});

describe('the stop of a page', () => {
  it('is about the account of which the page shows it, whoever its profile leads to by now', async () => {
    const asked: unknown[] = [];
    const ref = { ...instance, kind: 'instance' } as const;
    const of = {
      ref,
      deeds: {
        resources: { ownerOf: () => shown },
        requestStop: async (...all: readonly unknown[]) => void asked.push(all),
      },
    } as unknown as PanelActionParts;
    await handlePanelMessage(of, { type: 'stop' });
    assert.deepEqual(asked, [[ref, shown]]);
  });
});

describe('the answer to a deployment that waits, on its page', () => {
  it('is about the account of which the page shows it, whoever its profile leads to by now', async () => {
    const asked: unknown[] = [];
    const of = {
      ref: paused,
      action: () => ({ type: 'continueDeployment' }),
      deeds: {
        resources: { ownerOf: () => shown },
        continueDeployment: async (...all: readonly unknown[]) => void asked.push(all),
      },
    } as unknown as PanelActionParts;
    await handlePanelMessage(of, { type: 'press', id: 'continueDeployment' });
    assert.deepEqual(asked, [[paused, shown]]);
  });

  it('stays so through the choice and each prompt that leads back to it', async () => {
    const wants: Want[] = [];
    const work = continueMeant(
      {
        inventory: { target: () => undefined, status: () => ({}) as ReturnType<Inventory['status']> },
        guards: openGuards,
        now: () => 0,
        stopFlow: {
          startBehind: async (steps, want) => {
            assert.equal(steps, 1);
            return wants.push(want) === 1 ? 'back' : 'ended';
          },
        },
      },
      meantAgain([{ ref: paused, ...ofWhom(shown) }]),
    );
    await acceptAll(work);
    assert.deepEqual(whoseAll(wants), [shown, shown]);
  });
});

describe('each further plan of one prompt', () => {
  /** A prompt that makes two plans, with whom the screen shows, whom the first plan finds, and what each was told. */
  async function plansFor(owner: () => Whose, found: string | undefined, want: Want): Promise<(Whose | undefined)[]> {
    const heard: (Whose | undefined)[] = [];
    const plan = (refs: readonly TargetRef[], meant: Meant | undefined): Plan => {
      heard.push(...refs.map((ref) => meant?.whose?.get(refKey(ref))));
      const targets = refs.map((ref) => ({ ref, name: ref.id, findings: [] }));
      const identity = found === undefined ? {} : { identity: identityOf(scope.profile, found) };
      const groups = [{ scope, ...identity, production: [], targets }];
      return { id: 'p', operation: want.operation, made: { now: 0, elapsed: 0 }, policyVersion: '', groups };
    };
    const never = () => assert.fail('nothing is asked here');
    const flow = createStopFlow({
      stopping: {
        plan: (refs: readonly TargetRef[], ...rest: readonly unknown[]) =>
          Promise.resolve(plan(refs, rest[3] as Meant | undefined)),
        // The guards have changed since the plan was made: it is made anew, once.
        lacksReason: () => {
          if (heard.length < 2) throw new StalePlanError();
          throw new Error('enough');
        },
      } as unknown as Stopping,
      plans: { show: never, leave: never, update: never, sending: never, sent: never, sourceOf: () => undefined },
      showResult: never,
      chosen: never,
      isProduction: never,
      info: () => undefined,
      signIn: never,
      clock: { now: () => 0 },
      onePrompt: createOnePrompt({ now: () => 0, elapsed: () => 0 } as never),
      accounts: { asking: () => 0 as never, learn: never, shown: owner },
      onError: never,
    });
    await assert.rejects(flow.startBehind(0, want, new Map()), /enough/);
    return heard;
  }
  const want: Want = { refs: [lever], operation: { type: 'engage-lever', reason: 'incident' } };

  it('is about the account that the screen showed at first, where nothing else is meant', async () => {
    let times = 0;
    const owner = () => whoseAt(identityOf(scope.profile, (times += 1) === 1 ? STAGING : PRODUCTION));
    assert.deepEqual(await plansFor(owner, undefined, want), [shown, shown]);
  });

  it('is about the account that the plan before it showed', async () => {
    assert.deepEqual(await plansFor(() => nobodys, STAGING, want), [undefined, shown]);
  });

  it('is about the account that was meant, whatever is shown and found', async () => {
    const meant = { ...want, whose: new Map([[refKey(lever), shown]]) };
    const elsewhere = () => whoseAt(identityOf(scope.profile, PRODUCTION));
    assert.deepEqual(await plansFor(elsewhere, PRODUCTION, meant), [shown, shown]);
  });
});
