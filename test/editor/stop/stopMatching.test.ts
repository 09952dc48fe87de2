import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { unansweredPlace } from '../../../src/inventory/lack.ts';
import { unreachedRows } from '../../../src/ui/commands/emergencyStop.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { parseFilter } from '../../../src/inventory/filtering/terms.ts';
import type { Grouping } from '../../../src/inventory/grouping.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { known, none } from '../../../src/model/fact.ts';
import { refKey, type Resource } from '../../../src/model/resources/resource.ts';
import { whoseAt } from '../../../src/model/sight.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import { unstoppableWords } from '../../../src/ui/stop/around.ts';
import { proposalDetail } from '../../../src/ui/stop/proposalDialog.ts';
import {
  forbiddenFirst,
  listWords,
  stopMatching,
  type StopMatchingParts,
} from '../../../src/ui/commands/stopMatching.ts';
import type { Gathered, StopFlow } from '../../../src/ui/stop/stopFlow.ts';
import { createMembers } from '../../../src/ui/tree/nodes/members.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { identityOf } from '../../stages/fakes.ts';
import {
  deploymentLike,
  experimentLike,
  instanceLike,
  noStateWords,
  scope,
  serviceLike,
} from '../../stages/resources.ts';
import { until } from '../../stages/window/waiting.ts';
import { openGuards } from '../../stages/guards.ts';

const byTeam: Grouping = { type: 'tag', key: 'Team' };
const byGroup: Grouping = { type: 'auto-scaling-group' };
const abroad = { ...scope, region: 'us-east-1' };

function rolling(name: string, cluster: string) {
  const id = `arn:aws:ecs:eu-west-1:111122223333:service/${cluster}/${name}`;
  const deployment = deploymentLike({ scope, id: `${id}/d1`, serviceArn: id, status: 'IN_PROGRESS' });
  return serviceLike({ scope, id, name, clusterArn: `cluster/${cluster}`, clusterName: cluster, deployment });
}

const resources: readonly Resource[] = [
  instanceLike({ id: 'i-shop', name: 'web-shop', tags: [{ key: 'Team', value: 'shop' }], autoScalingGroup: 'front' }),
  instanceLike({ id: 'i-stopped', name: 'web-old', tags: [{ key: 'Team', value: 'shop' }], state: 'stopped' }),
  instanceLike({ id: 'i-search', name: 'web-search', tags: [{ key: 'Team', value: 'search' }] }),
  instanceLike({ id: 'i-bare', name: 'worker', autoScalingGroup: 'back' }),
  instanceLike({ id: 'i-abroad', name: 'web-abroad', scope: abroad, tags: [{ key: 'Team', value: 'shop' }] }),
  rolling('checkout', 'a'),
  rolling('web-two', 'b'),
  serviceLike({ scope, id: 'idle', name: 'web-idle', clusterArn: 'cluster/a', clusterName: 'a' }),
  experimentLike({ id: 'EXPweb', name: 'web-fault', state: 'running' }),
];

/** What one dialog would be asked about, and the title of the list before it. */
async function askedAbout(
  by: Invocation,
  {
    typed = '',
    grouping = byTeam,
    listed = resources,
  }: { typed?: string; grouping?: Grouping; listed?: readonly Resource[] },
) {
  const inventory = createInventory((error) => {
    throw error;
  });
  for (const place of [scope, abroad]) {
    for (const kind of ['instance', 'service', 'experiment'] as const) {
      const there = listed.filter((one) => one.kind === kind && one.scope.region === place.region);
      inventory.apply({ type: 'page', scope: place, kind, since: 1, resources: there });
      inventory.apply({
        type: 'end',
        scope: place,
        kind,
        since: 1,
        seen: new Set(there.map(({ id }) => id)),
        gaps: [],
      });
    }
  }
  const filter = parseFilter(typed);
  const arrangement = {
    filter: () => filter,
    pins: () => new Set<string>(),
    grouping: () => grouping,
    sorting: () => 'name' as const,
    hidden: () => new Set<string>(),
  };
  const context = () => ({
    now: 0,
    accountOf: () => ({ known: [], unread: 'account' as const }),
    stateWords: noStateWords,
  });
  let gathered: Gathered | undefined;
  let reach: string | undefined;
  const startAll: StopFlow['startAll'] = async (how, gather) => {
    reach = how;
    gathered = await gather(new AbortController().signal);
  };
  const parts = {
    rows: { nodes: () => (by.kind === 'node' ? [by.node] : []) },
    pick: {
      from: {
        ...{ inventory, scopes: () => [scope, abroad], startable: () => false, guards: openGuards },
        accounts: { of: identityOf, failure: () => undefined },
      },
      ...{ listNow: () => Promise.resolve([]), clock: { elapsed: () => performance.now() } },
    },
    stopFlow: { startAll },
    tree: {
      scopes: { all: () => [scope, abroad] },
      members: createMembers(inventory, arrangement, context),
      arrangement,
    },
  } as unknown as StopMatchingParts;
  const over = { is: false };
  const work = stopMatching(parts, by).finally(() => (over.is = true));
  // The list is accepted as it is, once it takes an answer.
  await until('the answer to the list', async () => {
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return over.is;
  });
  await work;
  const asked = gathered?.wants.flatMap(({ refs, operation }) => refs.map(({ id }) => `${operation.type} ${id}`)) ?? [];
  // Each as it was shown: a profile may lead to another account while the list is open.
  for (const { refs, whose } of gathered?.wants ?? [])
    for (const ref of refs) assert.deepEqual(whose?.get(refKey(ref)), whoseAt(identityOf(ref.scope.profile)));
  const { unstoppable, besides } = gathered?.around ?? {};
  return { reach, asked: asked.toSorted(), steps: gathered?.steps, unstoppable, besides };
}

/** What is told where nothing is asked about. */
async function toldOf(...about: Parameters<typeof askedAbout>): Promise<readonly string[]> {
  const real = window.showInformationMessage;
  const told: string[] = [];
  Object.assign(window, { showInformationMessage: async (message: string) => void told.push(message) });
  try {
    assert.deepEqual((await askedAbout(...about)).asked, []);
    return told;
  } finally {
    Object.assign(window, { showInformationMessage: real });
  }
}

const at = (node: Node): Invocation => ({ kind: 'node', node, selected: [] });
const palette: Invocation = { kind: 'keyboard', nodes: [] };
const bucket = (grouping: Grouping, value: string | undefined): Invocation =>
  at({ type: 'bucket', id: 'b', scope, grouping, value: value === undefined ? none : known(value) });
const cluster = (name: string): Invocation => at({ type: 'cluster', id: 'c', scope, arn: `cluster/${name}`, name });

describe('Stop Everything That Matches… asks about all that is shown there and can be stopped, and about nothing else', () => {
  const checkout = 'roll-back arn:aws:ecs:eu-west-1:111122223333:service/a/checkout/d1';
  const two = 'roll-back arn:aws:ecs:eu-west-1:111122223333:service/b/web-two/d1';
  const rows: readonly (readonly [string, Invocation, Parameters<typeof askedAbout>[1], readonly string[]])[] = [
    [
      'for the filter that is set',
      palette,
      { typed: 'web' },
      [two, 'stop i-abroad', 'stop i-search', 'stop i-shop', 'stop-experiment EXPweb'],
    ],
    ['for a filter of one kind', palette, { typed: 'worker' }, ['stop i-bare']],
    ['for a tag’s value', bucket(byTeam, 'shop'), {}, ['stop i-shop']],
    ['for what lacks the tag', bucket(byTeam, undefined), {}, ['stop i-bare']],
    ['for an Auto Scaling group', bucket(byGroup, 'back'), { grouping: byGroup }, ['stop i-bare']],
    ['for a tag’s value below a filter', bucket(byTeam, 'search'), { typed: 'web' }, ['stop i-search']],
    ['for a cluster', cluster('a'), {}, [checkout]],
    ['for a cluster below a filter', cluster('b'), { typed: 'web' }, [two]],
  ];
  for (const [about, by, arranged, asked] of rows) {
    it(about, async () => {
      assert.deepEqual(await askedAbout(by, arranged), {
        reach: 'matching',
        asked,
        steps: 1,
        unstoppable: [],
        besides: [],
      });
    });
  }

  it('but for what is stopping or rolling back already, which is named beside it', async () => {
    const back = rolling('web-back', 'b');
    const listed = [
      ...resources,
      { ...back, deployment: deploymentLike({ ...back.deployment, status: 'ROLLBACK_IN_PROGRESS' }) },
      experimentLike({ id: 'EXPends', name: 'web-ends', state: 'stopping' }),
      instanceLike({ id: 'i-ends', name: 'web-ends', state: 'stopping' }),
    ];
    const { asked, unstoppable, besides } = await askedAbout(palette, { typed: 'web', listed });
    assert.deepEqual(asked, [two, 'stop i-abroad', 'stop i-search', 'stop i-shop', 'stop-experiment EXPweb']);
    assert.deepEqual(unstoppable, []);
    const [one, ...more] = besides ?? [];
    assert.equal(more.length, 0);
    assert.match(one?.words ?? '', /^Already stopping: .*web-ends in dev \(eu-west-1\).*\.$/);
    assert.match(one?.inFull ?? '', /web-back in dev \(eu-west-1\)/);
  });

  it('and where all of it is stopping already, says that', async () => {
    const listed = ['i-one', 'i-two'].map((id) => instanceLike({ id, name: `web-${id}`, state: 'stopping' }));
    const said = 'Nothing shown can be stopped. Already stopping: web-i-one, web-i-two.';
    assert.deepEqual(await toldOf(palette, { typed: 'web', listed }), [said]);
  });

  it('and names beside it what of it can’t be stopped, with the reason', async () => {
    const shop = { tags: [{ key: 'Team', value: 'shop' }] };
    const listed = [
      ...resources,
      instanceLike({ id: 'i-new', name: 'web-new', state: 'pending', ...shop }),
      instanceLike({ id: 'i-later', name: 'web-later', state: 'hovering', ...shop }),
      instanceLike({ id: 'i-node', name: 'node-1', managedBy: 'eks.amazonaws.com', ...shop }),
      instanceLike({ id: 'i-node2', name: 'node-2', managedBy: 'eks.amazonaws.com', ...shop }),
      instanceLike({ id: 'i-store', name: 'cache', instanceStore: 'root', ...shop }),
      instanceLike({ id: 'i-ending', name: 'web-ending', state: 'shutting-down', ...shop }),
      instanceLike({ id: 'i-other', name: 'web-other', state: 'pending' }),
    ];
    const { asked, unstoppable = [] } = await askedAbout(bucket(byTeam, 'shop'), { listed });
    assert.deepEqual(asked, ['stop i-shop']);
    const lines = unstoppableWords(unstoppable, 10).toSorted();
    assert.deepEqual(lines, [
      'In progress, but can’t be stopped in this state: web-later (hovering), web-new (pending)',
      'cache: Its root device is an instance store: it can’t be stopped, only terminated.',
      'node-1, node-2: Managed by eks.amazonaws.com: it can only be stopped there.',
    ]);
    const plans: readonly Plan[] = [];
    const dialog = proposalDetail({ reach: 'matching', plans }, { unread: [], forbidden: [], unstoppable });
    for (const line of lines) assert.ok(dialog.includes(`⚠ ${line}`), line);
  });
});

describe('the line above the list of what matches', () => {
  const places = ['dev', 'qa', 'ops'].map((profile) => ({ ...scope, profile }));
  const ask = 'Deselect what must keep running. Nothing is sent until you confirm.';
  for (const [what, unread, forbidden, hidden, words] of [
    ['nothing is missing', [], [], 0, ask],
    ['rows are hidden', [], [], 2, `${ask} 2 hidden rows are left out.`],
    ['a place can’t be read', ['dev'], [], 0, `Can’t be read, and more may run there: dev (eu-west-1) · ${ask}`],
    [
      'several can’t be, and one is forbidden',
      ['dev', 'qa', 'ops'],
      ['qa'],
      1,
      'Can’t be read, and more may run there: dev (eu-west-1), qa (eu-west-1), … and 1 more place · ' +
        `What a setting forbids is left out: qa (eu-west-1) · ${ask} 1 hidden row is left out.`,
    ],
  ] as const)
    it(`says it before anything else where ${what}`, () => {
      const some = (profiles: readonly string[]) => places.filter(({ profile }) => profiles.includes(profile));
      assert.equal(listWords({ unread: some(unread), forbidden: some(forbidden) }, hidden), words);
    });
});

describe('a place where AWS merely hasn’t answered', () => {
  const AT = Date.UTC(2026, 10, 28, 12, 4);
  const placeOf = (profile: string) => ({ ...scope, profile });
  const unread = [
    placeOf('down'),
    unansweredPlace(placeOf('dev'), AT + 60_000),
    unansweredPlace(placeOf('qa'), AT),
    unansweredPlace(placeOf('ops'), undefined),
  ];
  const failed = 'Can’t be read, and more may run there: down (eu-west-1)';
  const held = `AWS hasn’t answered since ${clockTime(AT)}, and more may run there: `;

  it('is told apart from those that failed above the list, in the dialog and on its page, with the longest wait', () => {
    const [first, second] = listWords({ unread, forbidden: [] }, 0).split(' · ');
    assert.deepEqual([first, second], [failed, `${held}dev (eu-west-1), qa (eu-west-1), … and 1 more place`]);
    const dialog = proposalDetail({ reach: 'matching', plans: [] }, { unread, forbidden: [] });
    assert.ok(dialog.includes(`⚠ ${failed}`), dialog.join('\n'));
    assert.ok(
      dialog.some((line) => line.startsWith(`⚠ ${held}dev (eu-west-1), qa (eu-west-1)`)),
      dialog.join('\n'),
    );
  });

  it('is said not to have answered yet where nobody knows since when', () => {
    const words = listWords({ unread: unread.slice(3), forbidden: [] }, 0);
    assert.match(words, /^AWS hasn’t answered yet, and more may run there: ops \(eu-west-1\) · /);
    assert.doesNotMatch(words, /Can’t be read/);
  });

  it('says since when in the emergency stop’s list, too', () => {
    const rest = { forbidden: [], unstoppable: [], leverUnread: [], leverForbidden: [] };
    assert.deepEqual(
      unreachedRows({ ...rest, unread }).map(({ description }) => description),
      [
        'not fully read: more may run here',
        `waiting for AWS since ${clockTime(AT + 60_000)} · not fully read: more may run here`,
        `waiting for AWS since ${clockTime(AT)} · not fully read: more may run here`,
        'not fully read: more may run here',
      ],
    );
  });
});

describe('what keeps all that is shown from being stopped', () => {
  const pending = instanceLike({ id: 'i-pending', name: 'web', state: 'pending' });
  const closedAbroad = (place: { readonly region: string }) =>
    place.region === abroad.region ? ('halt.allowedRegions' as const) : undefined;
  for (const [what, shown, expected] of [
    ['a setting, of what could be stopped there', resources, { setting: 'halt.allowedRegions', scope: abroad }],
    ['nothing, where it allows what could be', resources.filter((one) => one.scope === scope), undefined],
    ['no setting, where nothing could be stopped anyway', [{ ...pending, scope: abroad }], undefined],
  ] as const)
    it(`is ${what}`, () => {
      const members = shown.flatMap((one) => (one.kind === 'lever' ? [] : one));
      assert.deepEqual(forbiddenFirst({ forbidding: closedAbroad }, members), expected);
    });
});
