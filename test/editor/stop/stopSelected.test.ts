import assert from 'node:assert/strict';
import type { ForceStop } from '../../../src/stopping/follow/tracker.ts';
import { forcedInShort } from '../../../src/ui/words/operations.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { commands, window } from 'vscode';
import { type Resource, refKey, type TargetRef } from '../../../src/model/resources/resource.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Reach } from '../../../src/stopping/plan/proposal.ts';
import type { Gathered } from '../../../src/ui/stop/stopFlow.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { forbiddenStops } from '../../../src/ui/settings/forbidden.ts';
import type { Beside } from '../../../src/ui/stop/leftBeside.ts';
import { stopCommands, type StopCommandParts } from '../../../src/ui/commands/stop.ts';
import { deploymentLike, experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { unsetGuards } from '../../stages/guards.ts';
import { until } from '../../stages/window/waiting.ts';

type Selected = Exclude<Resource, { kind: 'service' }> | ServiceDeployment;

const open = { profile: 'dev', region: 'eu-west-1' };
const closed = { profile: 'frozen', region: 'eu-west-1' };

const running = instanceLike({ id: 'i-running', state: 'running', scope: open });
const pending = instanceLike({ id: 'i-pending', state: 'pending', scope: open });
const stopped = instanceLike({ id: 'i-stopped', state: 'stopped', scope: open });
const frozen = instanceLike({ id: 'i-frozen', state: 'running', scope: closed });
const rolling = deploymentLike({ id: 'd-rolling', status: 'IN_PROGRESS', scope: open });
const ended = deploymentLike({ id: 'd-ended', status: 'SUCCESSFUL', scope: open });
const active = experimentLike({ id: 'EXP-active', state: 'running', scope: open });
const completed = experimentLike({ id: 'EXP-completed', state: 'completed', scope: closed });
const lever = leverLike({ scope: open, state: 'engaged' });

const refTo = ({ kind, scope, id }: Selected): TargetRef => ({ kind, scope, id });

/** What the key in the tree asks about, plan by plan, and what it tells with each prompt. `unlisted`: what the lists have lost meanwhile. */
async function askedAbout(
  selected: readonly Selected[],
  unlisted: readonly Selected[] = [],
  services: readonly Service[] = [],
  listNow: (kind: string) => Promise<readonly unknown[]> = () => Promise.resolve([]),
  places?: readonly object[],
  forced?: Readonly<Record<string, ForceStop>>,
  holders: readonly Node[] = [],
) {
  const plans: (readonly [Operation['type'], ...string[]])[] = [];
  const told: (readonly string[])[] = [];
  const listed = new Map(selected.filter((one) => !unlisted.includes(one)).map((one) => [refKey(refTo(one)), one]));
  const parts = {
    rows: {
      refs: () => selected.map(refTo),
      nodes: () => [...selected, ...services, ...holders],
      branches: () => [],
      observed: (one: unknown) => (holders.some((holder) => holder === one) ? undefined : one),
    },
    forced: ({ id }: TargetRef) => forced?.[id],
    isFiltered: () => false,
    inventory: { target: (ref: TargetRef) => listed.get(refKey(ref)) },
    pick: {
      listNow,
      from: {
        scopes: () => [open, closed],
        guards: createGuards({
          settings: () => ({ policy: parseGuards({ ...unsetGuards, readOnly: ['frozen'], places }) }),
          accounts: { of: () => undefined },
        }),
      },
    },
    stopFlow: {
      start: async (refs: readonly TargetRef[], { type }: Operation, _unread: unknown, besides: readonly Beside[]) => {
        plans.push([type, ...refs.map(({ id }) => id)]);
        told.push(besides.map(({ words }) => words));
      },
      startAll: async (reach: Reach, gather: (signal: AbortSignal) => Promise<Gathered | undefined>) => {
        const gathered = await gather(new AbortController().signal);
        assert.ok(gathered);
        assert.deepEqual([reach, gathered.steps], ['selected', 0]);
        for (const { refs, operation } of gathered.wants) plans.push([operation.type, ...refs.map(({ id }) => id)]);
        const { besides = [] } = gathered.around;
        told.push(besides.map(({ words }) => words));
      },
    },
  } as unknown as StopCommandParts;
  const by: Invocation = { kind: 'keyboard', nodes: [] } as unknown as Invocation;
  // A message of the editor's, where nothing is asked, stays until somebody closes it.
  await Promise.race([stopCommands(parts).stopSelected(by), new Promise((resolve) => setImmediate(resolve))]);
  return Object.assign(plans, { told });
}

describe('the key that stops what is selected', () => {
  it('asks about all of it, so that the plan tells what is left out and why', async () => {
    for (const [selected, ...plans] of [
      [[running], ['stop', 'i-running']],
      [
        [running, frozen, pending],
        ['stop', 'i-running', 'i-frozen', 'i-pending'],
      ],
      [
        [frozen, stopped, running],
        ['stop', 'i-frozen', 'i-stopped', 'i-running'],
      ],
      [
        [ended, rolling],
        ['roll-back', 'd-ended', 'd-rolling'],
      ],
      [
        [completed, active],
        ['stop-experiment', 'EXP-completed', 'EXP-active'],
      ],
      [
        [active, pending, running],
        ['stop', 'i-pending', 'i-running'],
        ['stop-experiment', 'EXP-active'],
      ],
      [
        [running, ended],
        ['stop', 'i-running'],
        ['roll-back', 'd-ended'],
      ],
      [
        [ended, running],
        ['stop', 'i-running'],
        ['roll-back', 'd-ended'],
      ],
      [
        [completed, stopped, rolling],
        ['stop', 'i-stopped'],
        ['roll-back', 'd-rolling'],
        ['stop-experiment', 'EXP-completed'],
      ],
      [
        [lever, running],
        ['stop', 'i-running'],
      ],
    ] as const)
      assert.deepEqual([...(await askedAbout(selected))], plans, JSON.stringify(plans));
    assert.deepEqual([...(await askedAbout([stopped, running], [stopped]))], [['stop', 'i-stopped', 'i-running']]);
  });

  it('asks in one prompt, whatever kinds are selected', async () => {
    for (const selected of [
      [rolling, active],
      [active, rolling, running],
      [running, stopped, ended, lever],
      [frozen, active],
    ])
      assert.equal((await askedAbout(selected)).told.length, 1, selected.map(({ id }) => id).join());
  });

  it('tells with it what no plan can hold, and why', async () => {
    const arn = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/d1';
    const untold = (name: string) =>
      serviceLike({
        name,
        scope: open,
        rolloutState: 'IN_PROGRESS',
        currentDeploymentArn: arn,
        deploymentUnread: true,
      });
    const idle = serviceLike({ name: 'idle', scope: open });
    for (const [selected, services, ...told] of [
      [[running], []],
      [[running], [idle], /no deployment is in progress: idle\.$/],
      [[lever, running], [], /^Safety levers are left out: /],
      [[running, lever, leverLike({ scope: closed, state: 'engaged' })], [], /^Safety levers are left out: /],
      [[running], [untold('web')], /could not be read: web\. Refresh/],
      [[active], [untold('web'), untold('api')], /could not be read: web, api\. Refresh/],
      [[running, active, lever], [untold('web')], /could not be read: web\. /, /^Safety levers are left out/],
    ] as const) {
      const [first = [], ...others] = (await askedAbout(selected, [], services)).told;
      assert.equal(first.length, told.length, first.join());
      for (const words of told)
        assert.ok(
          first.some((line) => words.test(line)),
          `${words.source}: ${first.join()}`,
        );
      assert.ok(others.every((besides) => besides.length === 0));
    }
  });

  for (const [what, waiting, kind, asked] of [
    ['an instance that is pending', { ...pending }, 'instance', ['stop', 'i-pending']],
    ['one that a service manages', { ...running, managedBy: 'eks.amazonaws.com' }, 'instance', ['stop', 'i-running']],
    [
      'an experiment in a state of later',
      { ...active, state: 'hovering' },
      'experiment',
      ['stop-experiment', 'EXP-active'],
    ],
  ] as const) {
    it(`tells what runs and can’t be stopped, and looks again when it is asked to: ${what}`, async () => {
      const read: string[] = [];
      const plans = await askedAbout([stopped, waiting], [], [], async (list) => {
        read.push(list);
        Object.assign(waiting, { state: 'running', managedBy: undefined });
        return [];
      });
      assert.deepEqual([...plans], []);
      await until('Retry of the message', async () => {
        await commands.executeCommand('notification.acceptPrimaryAction');
        return plans.length > 0;
      });
      assert.deepEqual([read, plans.at(-1)], [[kind], kind === 'instance' ? ['stop', 'i-stopped', asked[1]] : asked]);
    });
  }

  const rests: readonly (readonly [string, Selected, string])[] = [
    ['an instance that has stopped', { ...stopped }, 'instance'],
    ['an experiment that has ended', { ...completed, scope: open }, 'experiment'],
  ];
  for (const [what, resting, kind] of rests)
    it(`names what rests, and looks again when it is asked to: ${what}`, async () => {
      const read: string[] = [];
      const plans = await askedAbout([resting], [], [], async (list) => {
        read.push(list);
        Object.assign(resting, { state: 'running' });
        return [];
      });
      assert.deepEqual([...plans], []);
      await until('Retry of the message', async () => {
        await commands.executeCommand('notification.acceptPrimaryAction');
        return plans.length > 0;
      });
      assert.deepEqual([read, plans.map((plan) => plan.slice(1))], [[kind], [[resting.id]]]);
    });

  it('says why of a service of which nothing is in progress, and looks again', async () => {
    const { showWarningMessage } = window;
    const [said, read]: readonly [unknown[], string[]] = [[], []];
    Object.assign(window, { showWarningMessage: async (...all: readonly string[]) => void said.push(all) });
    try {
      const idle = ['web', 'api'].map((name) => serviceLike({ name, scope: open }));
      const [nothing, beside] = ['Nothing selected can be stopped', 'Left out, since no deployment is in progress: '];
      await askedAbout([], [], idle);
      await askedAbout([stopped], [], idle.slice(1));
      const rest = [`${nothing}. ${beside}web, api.`, `${nothing}: i-stopped (stopped). ${beside}api.`];
      assert.deepEqual(said.flat(), [rest[0], 'Retry', rest[1], 'Retry']);
      Object.assign(window, { showWarningMessage: async () => (read.length === 0 ? 'Retry' : undefined) });
      await askedAbout([], [], idle, async (kind) => read.splice(0, 0, kind));
      await until('another look', () => read.length > 0);
      assert.deepEqual(read, ['service']);
    } finally {
      Object.assign(window, { showWarningMessage });
    }
  });

  it('offers to force what is stopping already, and nothing that is selected with it', async () => {
    const plans = await askedAbout([stopped, { ...running, id: 'i-hangs', state: 'stopping' }, ended]);
    assert.deepEqual([...plans], []);
    await until('Force Stop… of the message', async () => {
      await commands.executeCommand('notification.acceptPrimaryAction');
      return plans.length > 0;
    });
    assert.deepEqual([...plans], [['force-stop', 'i-hangs']]);
  });

  const forcedAt = (nextAt: number | undefined): ForceStop => ({ at: Date.UTC(2026, 0, 15, 12), nextAt });

  it('offers what AWS was told to force to be forced again only once that has had its time', async () => {
    const hanging = { ...running, id: 'i-hangs', state: 'stopping' };
    const other = { ...hanging, id: 'i-too' };
    for (const [forced, expected] of [
      [{ 'i-hangs': forcedAt(1) }, ['i-too']],
      [{ 'i-hangs': forcedAt(undefined) }, ['i-hangs', 'i-too']],
    ] as const) {
      const plans = await askedAbout([hanging, other], [], [], undefined, undefined, forced);
      await until('Force Stop… of the message', async () => {
        await commands.executeCommand('notification.acceptPrimaryAction');
        return plans.length > 0;
      });
      assert.deepEqual([...plans], [['force-stop', ...expected]]);
    }
    const read: string[] = [];
    const listed = async (list: string) => {
      read.push(list);
      return [];
    };
    const plans = await askedAbout([hanging], [], [], listed, undefined, { 'i-hangs': forcedAt(1) });
    await until('Retry of the message', async () => {
      await commands.executeCommand('notification.acceptPrimaryAction');
      return plans.length > 0 || read.length > 0;
    });
    assert.deepEqual([read, [...plans]], [['instance'], []]);
  });

  it('says of what AWS was told to force when that was, and when Halt offers another, once for all of it', () => {
    const next = Date.UTC(2026, 0, 15, 12, 10);
    const times = [clockTime(forcedAt(next).at), clockTime(next)];
    assert.deepEqual(forcedInShort([]), []);
    assert.deepEqual(forcedInShort([forcedAt(next)]), [
      `AWS accepted a force stop at ${times[0]}, which can take some minutes. If it is still stopping at ${times[1]}, Halt offers another.`,
    ]);
    assert.deepEqual(forcedInShort([forcedAt(next), { at: 0, nextAt: 600_000 }]), [
      `AWS accepted 2 force stops, the last at ${times[0]}, which can take some minutes. If they are still stopping at ${times[1]}, Halt offers others.`,
    ]);
  });

  it('offers no force where a setting forbids that alone, but another look', async () => {
    const read: string[] = [];
    const hanging = { ...running, id: 'i-hangs', state: 'stopping' };
    const listed = async (list: string) => {
      read.push(list);
      return [];
    };
    const plans = await askedAbout([hanging], [], [], listed, [{ match: open.profile, operations: ['stop'] }]);
    await until('Retry of the message', async () => {
      await commands.executeCommand('notification.acceptPrimaryAction');
      return plans.length > 0 || read.length > 0;
    });
    assert.deepEqual([read, [...plans]], [['instance'], []]);
  });

  it('tells with what rests which setting forbids the others, once a place, and of a few places', () => {
    const guards = createGuards({
      settings: () => ({ policy: parseGuards({ ...unsetGuards, readOnly: ['frozen*'] }) }),
      accounts: { of: () => undefined },
    });
    const said = (...selected: readonly Selected[]) => forbiddenStops(guards, selected.map(refTo));
    const words = 'halt.readOnly forbids changes in frozen (eu-west-1).';
    assert.deepEqual(said(stopped, ended), []);
    assert.deepEqual(said(stopped, frozen, { ...frozen, id: 'i-too' }, completed), [words]);
    const places = [1, 2, 3, 4].map((at) => ({ ...frozen, scope: { ...closed, profile: `frozen-${at}` } }));
    assert.deepEqual(
      said(...places),
      [1, 2, 3].map((at) => words.replace('frozen (', `frozen-${at} (`)),
    );
  });

  it('asks about nothing where none of it can be stopped', async () => {
    for (const selected of [[], [frozen], [pending], [frozen, pending], [stopped, ended, completed], [lever]])
      assert.deepEqual([...(await askedAbout(selected))], [], selected.map(({ id }) => id).join());
    assert.deepEqual([...(await askedAbout([running], [running]))], []);
  });
});

describe('the key that stops what is selected, on rows that hold others', () => {
  const dev: Node = { type: 'profile', id: 'p', profile: 'dev' };
  const region: Node = { type: 'region', id: 'r', scope: open };
  const group: Node = { type: 'group', id: 'g', scope: open, kind: 'service' };
  const cluster: Node = { type: 'cluster', id: 'c', scope: open, arn: 'arn:c', name: 'shop' };
  const real = window.showInformationMessage;
  const execute = commands.executeCommand;
  afterEach(() => {
    Object.assign(window, { showInformationMessage: real });
    Object.assign(commands, { executeCommand: execute });
  });

  /** What is said where nothing else is selected, and what its button does. */
  async function pressedOn(...holders: readonly Node[]) {
    const said: (readonly unknown[])[] = [];
    Object.assign(window, {
      showInformationMessage: async (message: string, ...buttons: readonly string[]) => {
        said.push([message, buttons]);
        return buttons[0];
      },
    });
    Object.assign(commands, { executeCommand: async (...args: readonly unknown[]) => void said.push(args) });
    const plans = await askedAbout([], [], [], undefined, undefined, undefined, holders);
    assert.deepEqual([...plans], []);
    return said;
  }

  const key = (where: string) =>
    `This key stops single rows. Select some below ${where}, or stop everything there: you choose from a list first.`;

  it('leads to the command that asks about all below them', async () => {
    for (const [holder, where] of [
      [dev, 'dev'],
      [region, 'dev (eu-west-1)'],
      [group, 'dev (eu-west-1)'],
      [cluster, 'shop'],
    ] as const)
      assert.deepEqual(await pressedOn(holder), [
        [key(where), ['Stop Everything Here…']],
        ['halt.stopEverythingHere', holder, undefined],
      ]);
    assert.deepEqual(await pressedOn(dev, cluster), [
      [key('dev, shop'), ['Stop Everything Here…']],
      ['halt.stopEverythingHere', dev, [dev, cluster]],
    ]);
  });

  it('names the setting where no stop below them is allowed', async () => {
    const [first, ...more] = await pressedOn({ type: 'profile', id: 'f', profile: 'frozen' });
    assert.deepEqual(first, ['halt.readOnly forbids changes in frozen (eu-west-1).', ['Open Setting']]);
    assert.deepEqual(more, [['workbench.action.openSettings', 'halt.readOnly']]);
  });

  it('stops the single rows that are selected with them, and says which were left out', async () => {
    const plans = await askedAbout([running], [], [], undefined, undefined, undefined, [region, cluster]);
    assert.deepEqual([...plans], [['stop', 'i-running']]);
    assert.deepEqual(plans.told, [['Left out, since only single rows are stopped here: dev (eu-west-1), shop.']]);
  });
});
