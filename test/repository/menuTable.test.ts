import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { known } from '../../src/model/fact.ts';
import type { ServiceDeployment } from '../../src/model/resources/deployment.ts';
import type { Resource } from '../../src/model/resources/resource.ts';
import type {
  deploymentStates,
  experimentStates,
  instanceStates,
  leverStates,
} from '../../src/model/resources/states.ts';
import { contextValue } from '../../src/ui/tree/rows/contextValue.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import type { NextAction } from '../../src/ui/words/failureSentence.ts';
import { type ContextKeys, holds, withThoseOfSeveral } from '../stages/menusWhen.ts';
import { deploymentLike, experimentLike, instanceLike, leverLike, scope, serviceLike } from '../stages/resources.ts';

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
};

/** The views, in the manifest's order: *AWS Resources* and *In Progress*. */
const VIEWS = ['halt.resources', 'halt.running'] as const;
type View = (typeof VIEWS)[number];

const BOTH = [false, true] as const;

/**
 * A menu as it stands: `1_stop: stopInstances* hibernateInstances | 2_show: …`, the groups and what is in them in the order in which VS Code shows them; an
 * asterisk for what has a button, too.
 */
function menuOf(menu: string, keys: ContextKeys): string {
  const there = (manifest.contributes.menus[menu] ?? []).filter(({ when }) => holds(when, keys));
  const placed = there.map(({ command, group }) => {
    const [, name = '', order = '0'] = /^(\w+)(?:@(\d+))?$/.exec(group) ?? [];
    return { name, order: Number(order), command: command.replace(/^halt\./, '') };
  });
  const buttons = new Set(placed.filter(({ name }) => name === 'inline').map(({ command }) => command));
  const entries = placed.filter(({ name }) => name !== 'inline');
  for (const button of buttons) {
    assert.ok(
      entries.some(({ command }) => command === button),
      `${button} has a button and no entry`,
    );
  }
  const groups = [...new Set(entries.map(({ name }) => name))].toSorted();
  return groups
    .map((group) => {
      const own = entries.filter(({ name }) => name === group).toSorted((a, b) => a.order - b.order);
      return `${group}: ${own.map(({ command }) => (buttons.has(command) ? `${command}*` : command)).join(' ')}`;
    })
    .join(' | ');
}

/** What a row can be besides its state. */
interface Facts {
  readonly forbidden: boolean;
  readonly startable: boolean;
  readonly abort: boolean;
  /** Several rows are selected, of which this is one. */
  readonly many: boolean;
  readonly awaited: boolean;
  readonly pinned: boolean | undefined;
}
const everyFact: readonly Facts[] = BOTH.flatMap((forbidden) =>
  BOTH.flatMap((startable) =>
    BOTH.flatMap((abort) =>
      BOTH.flatMap((many) =>
        BOTH.flatMap((awaited) =>
          [undefined, false, true].map((pinned) => ({ forbidden, startable, abort, many, awaited, pinned })),
        ),
      ),
    ),
  ),
);

const keysOf = (view: View, viewItem: string, { abort = false, many = false }: Partial<Facts> = {}): ContextKeys => ({
  view,
  viewItem,
  'config.halt.enableAbort': abort,
  listMultiSelection: many,
  listDoubleSelection: many,
});

const nodeOf = (observed: Resource | ServiceDeployment): Node => {
  if (observed.kind === 'lever') return { type: 'lever', id: 'l', scope };
  if (observed.kind === 'service') return { type: 'service', id: 's', scope, arn: observed.id };
  return { type: 'target', id: 't', ref: { kind: observed.kind, scope, id: observed.id } };
};

/** A row of the table: what acts on it, and whether it has an end that somebody can wait for. */
interface Expected {
  readonly observed: Resource | ServiceDeployment;
  /** In the order of the menu. `start…` stands there where Halt stopped it, `abort…` where the setting enables it. */
  readonly acts: string;
  readonly ends: boolean;
}

const instance = (state: string, acts: string, ends: boolean): Expected => ({
  observed: instanceLike({ state, hibernationConfigured: true }),
  acts,
  ends,
});
const ofInstances: Readonly<Record<keyof typeof instanceStates | 'a-state-of-later', Expected>> = {
  pending: instance('pending', 'forceStopInstances*', true),
  running: instance('running', 'stopInstances* hibernateInstances forceStopInstances checkStopPermission', true),
  stopping: instance('stopping', 'forceStopInstances*', true),
  'shutting-down': instance('shutting-down', '', true),
  stopped: instance('stopped', 'startInstances', false),
  terminated: instance('terminated', '', false),
  'a-state-of-later': instance('a-state-of-later', '', true),
};

const WAITING = { id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' };
const deployment = (status: string, acts: string, ends: boolean): Expected => ({
  observed: deploymentLike({ status, hooks: [WAITING] }),
  acts,
  ends,
});
const ROLLS = 'stopDeployments* abortDeployments';
/** ECS takes an answer to a hook in this one state: a deployment that rolls back keeps its hook, and waits for nobody. */
const WAITS = `${ROLLS} continueDeployment*`;
const ofDeployments: Readonly<Record<keyof typeof deploymentStates | 'A_STATUS_OF_LATER', Expected>> = {
  PENDING: deployment('PENDING', ROLLS, true),
  IN_PROGRESS: deployment('IN_PROGRESS', WAITS, true),
  STOP_REQUESTED: deployment('STOP_REQUESTED', ROLLS, true),
  ROLLBACK_REQUESTED: deployment('ROLLBACK_REQUESTED', ROLLS, true),
  ROLLBACK_IN_PROGRESS: deployment('ROLLBACK_IN_PROGRESS', ROLLS, true),
  SUCCESSFUL: deployment('SUCCESSFUL', '', false),
  STOPPED: deployment('STOPPED', '', false),
  ROLLBACK_SUCCESSFUL: deployment('ROLLBACK_SUCCESSFUL', '', false),
  ROLLBACK_FAILED: deployment('ROLLBACK_FAILED', '', false),
  A_STATUS_OF_LATER: deployment('A_STATUS_OF_LATER', '', true),
};

/** A service offers what its deployment does; none of these waits at a hook. */
const service = (status: string, acts: string, ends: boolean): Expected => ({
  observed: serviceLike({}, status),
  acts,
  ends,
});
const ofServices: Readonly<Record<keyof typeof deploymentStates | 'A_STATUS_OF_LATER', Expected>> = {
  PENDING: service('PENDING', 'stopDeployments* abortDeployments', true),
  IN_PROGRESS: service('IN_PROGRESS', 'stopDeployments* abortDeployments', true),
  STOP_REQUESTED: service('STOP_REQUESTED', 'stopDeployments* abortDeployments', true),
  ROLLBACK_REQUESTED: service('ROLLBACK_REQUESTED', 'stopDeployments* abortDeployments', true),
  ROLLBACK_IN_PROGRESS: service('ROLLBACK_IN_PROGRESS', 'stopDeployments* abortDeployments', true),
  SUCCESSFUL: service('SUCCESSFUL', '', false),
  STOPPED: service('STOPPED', '', false),
  ROLLBACK_SUCCESSFUL: service('ROLLBACK_SUCCESSFUL', '', false),
  ROLLBACK_FAILED: service('ROLLBACK_FAILED', '', false),
  A_STATUS_OF_LATER: service('A_STATUS_OF_LATER', '', true),
};

const experiment = (state: string, acts: string, ends: boolean): Expected => ({
  observed: experimentLike({ state }),
  acts,
  ends,
});
const ofExperiments: Readonly<Record<keyof typeof experimentStates | 'a-status-of-later', Expected>> = {
  pending: experiment('pending', 'stopExperiments*', true),
  initiating: experiment('initiating', 'stopExperiments*', true),
  running: experiment('running', 'stopExperiments*', true),
  stopping: experiment('stopping', 'stopExperiments*', true),
  completed: experiment('completed', '', false),
  stopped: experiment('stopped', '', false),
  failed: experiment('failed', '', false),
  cancelled: experiment('cancelled', '', false),
  'a-status-of-later': experiment('a-status-of-later', '', true),
};

const lever = (state: string, acts: string, ends: boolean): Expected => ({
  observed: leverLike({ state }),
  acts,
  ends,
});
const ofLevers: Readonly<Record<keyof typeof leverStates | 'a-status-of-later', Expected>> = {
  disengaged: lever('disengaged', 'engageSafetyLever*', false),
  engaging: lever('engaging', '', true),
  engaged: lever('engaged', 'disengageSafetyLever*', true),
  'a-status-of-later': lever('a-status-of-later', '', true),
};

const WHOLE = ['2_show: showDetails* openJson openInConsole', '3_copy: copyId copyArn copyLink copyCliCommand'];
const LEVER = ['2_show: openInConsole', '3_copy: copyArn copyCliCommand'];

/** The menu that the table means for a row of a resource. */
function expectedOf({ observed, acts, ends }: Expected, view: View, facts: Facts): string {
  const { forbidden, startable, abort, many, awaited, pinned } = facts;
  const able = acts
    .split(' ')
    .filter((act) => act !== '' && !forbidden)
    .filter((act) => (act.startsWith('start') ? startable : act.startsWith('abort') ? abort : true));
  const first = [
    ...(many && observed.kind === 'instance' && !forbidden ? withThoseOfSeveral(able) : able),
    ...(forbidden ? ['showForbidden'] : []),
    ...(many ? ['stopSelected'] : []),
  ].join(' ');
  const watch = awaited ? ['4_watch: stopWatching'] : ends ? ['4_watch: watchUntilItEnds'] : [];
  const pin = pinned === undefined ? [] : [pinned ? 'unpin' : 'pin'];
  // A deployment that has a row of its own is a past one, and leaves with its service's rows.
  const hide = view === 'halt.resources' && !['deployment', 'lever'].includes(observed.kind) ? ['hide'] : [];
  const arrange = [...pin, ...hide].join(' ');
  return [
    ...(first === '' ? [] : [`1_stop: ${first}`]),
    ...(observed.kind === 'lever' ? LEVER : WHOLE),
    ...watch,
    ...(arrange === '' ? [] : [`5_arrange: ${arrange}`]),
  ].join(' | ');
}

describe('the menu of a row', () => {
  it('is evaluated in every view that there is', () => {
    const views = Object.values(manifest.contributes.views).flat();
    assert.deepEqual(
      views.map(({ id }) => id).filter((id) => (VIEWS as readonly string[]).includes(id)),
      VIEWS,
    );
    for (const { when } of manifest.contributes.menus['view/item/context'] ?? []) {
      assert.ok(
        VIEWS.some((view) => when.includes(view) || when.startsWith('view =~ /^halt\\.(resources|running)$/')),
        when,
      );
    }
  });

  const tables: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
    instance: ofInstances,
    deployment: ofDeployments,
    service: ofServices,
    experiment: ofExperiments,
    lever: ofLevers,
  };
  for (const [kind, table] of Object.entries(tables)) {
    it(`of each kind, in each state, view and circumstance: ${kind}`, () => {
      for (const [state, expected] of Object.entries(table)) {
        for (const view of VIEWS) {
          for (const facts of everyFact) {
            const viewItem = contextValue(nodeOf(expected.observed), expected.observed, facts);
            const where = `${kind} ${state} ${view} ${JSON.stringify(facts)}`;
            assert.equal(
              menuOf('view/item/context', keysOf(view, viewItem, facts)),
              expectedOf(expected, view, facts),
              where,
            );
          }
        }
      }
    });
  }

  const FIX = '1_fix: retry* showLog';
  const at = (about: 'scope-failure' | 'more'): Node =>
    about === 'more'
      ? { type: 'note', id: 'n', about: { type: 'more', below: 'p', parent: 'p', left: 1 } }
      : { type: 'note', id: 'n', about: { type: 'scope-failure', below: 'p', scope } };
  const note = (action: NextAction | undefined, resources: string, running = resources) => ({
    ...{ node: at(action === undefined ? 'more' : 'scope-failure'), action },
    ...{ resources, running },
  });
  const ARRANGED = '5_arrange: hide groupInstances';
  /** Every other row. Those of places and groups are in the one view alone; a note can be in both. */
  const others: readonly {
    readonly node: Node;
    readonly action?: NextAction | undefined;
    readonly rollsOut?: boolean;
    readonly resources: string;
    readonly forbidden?: string;
    readonly running?: string;
  }[] = [
    {
      node: { type: 'profile', id: 'p', profile: 'dev' },
      resources: '1_stop: stopExperimentsHere stopEverythingHere | 4_refresh: refreshHere*',
      forbidden: '1_stop: showForbidden | 4_refresh: refreshHere*',
    },
    {
      node: { type: 'region', id: 'r', scope },
      resources: '1_stop: stopExperimentsHere stopEverythingHere | 4_refresh: refreshHere*',
      forbidden: '1_stop: showForbidden | 4_refresh: refreshHere*',
    },
    {
      node: { type: 'group', id: 'g', scope, kind: 'instance' },
      resources: `1_stop: stopEverythingHere | 4_refresh: refreshHere* | ${ARRANGED}`,
      forbidden: `1_stop: showForbidden | 4_refresh: refreshHere* | ${ARRANGED}`,
    },
    {
      node: { type: 'group', id: 'g', scope, kind: 'service' },
      resources: '1_stop: stopEverythingHere | 4_refresh: refreshHere* | 5_arrange: hide',
      forbidden: '1_stop: showForbidden | 4_refresh: refreshHere* | 5_arrange: hide',
    },
    {
      node: { type: 'group', id: 'g', scope, kind: 'experiment' },
      resources: '1_stop: stopExperimentsHere | 4_refresh: refreshHere* | 5_arrange: hide',
      forbidden: '1_stop: showForbidden | 4_refresh: refreshHere* | 5_arrange: hide',
    },
    {
      node: { type: 'cluster', id: 'c', scope, arn: 'a', name: 'shop' },
      resources: '1_stop: stopEverythingHere | 5_arrange: hide',
      forbidden: '1_stop: showForbidden | 5_arrange: hide',
    },
    {
      node: { type: 'bucket', id: 'b', scope, grouping: { type: 'state' }, value: known('x') },
      resources: `1_stop: stopEverythingHere | ${ARRANGED}`,
      forbidden: `1_stop: showForbidden | ${ARRANGED}`,
    },
    { node: { type: 'daemons', id: 'd', scope }, resources: '' },
    {
      node: { type: 'daemon', id: 'd', scope, arn: 'a' },
      resources: '2_show: showDetails* openJson openInConsole | 3_copy: copyId copyArn copyLink',
    },
    {
      ...{ node: { type: 'daemon', id: 'd', scope, arn: 'a' }, rollsOut: true },
      resources:
        '2_show: showDetails* openJson openInConsole | 3_copy: copyId copyArn copyLink | 4_watch: watchUntilItEnds',
    },
    // What was there and is gone.
    { node: { type: 'target', id: 't', ref: { kind: 'instance', scope, id: 'x' } }, resources: '' },
    { node: { type: 'service', id: 's', scope, arn: 'x' }, resources: '' },
    note('open-file', '1_fix: openConfigFile* retry* showLog', FIX),
    note('sign-in', '1_fix: signIn* retry* showLog'),
    note('retry', FIX),
    note('log', FIX),
    note('regions', FIX),
    note('profiles', '1_fix: showLog'),
    note('settings', '1_fix: showLog'),
    note('none', ''),
    note(undefined, ''),
  ];

  it('of every other row', () => {
    for (const { node, action, rollsOut = false, resources, forbidden = resources, running } of others) {
      for (const facts of everyFact.filter(({ pinned, awaited }) => pinned === undefined && !awaited)) {
        const viewItem = contextValue(node, undefined, { ...facts, action, rollsOut });
        const where = `${node.type} ${action} ${JSON.stringify(facts)}`;
        const alone = facts.forbidden ? forbidden : resources;
        const expected = facts.many && node.type === 'daemon' ? `1_stop: stopSelected | ${alone}` : alone;
        assert.equal(menuOf('view/item/context', keysOf('halt.resources', viewItem, facts)), expected, where);
        if (running === undefined) continue;
        assert.equal(menuOf('view/item/context', keysOf('halt.running', viewItem, facts)), running, where);
      }
    }
  });
});

describe('the title of a view', () => {
  const IN_PROGRESS = '2_stop: emergencyStop stopAllExperiments | navigation: refresh';
  const LOGS = '3_logs: showAuditLog showLog copyIamPolicy';
  const STOPS = '2_stop: emergencyStop stopAllExperiments';
  const DEMO = '1_demo: startDemo';
  const SORT = 'groupInstances sortResources savedFilters';
  /** What *AWS Resources* offers in each situation; *In Progress* offers the same in all of them. */
  const table: readonly (readonly [situation: string, keys: ContextKeys, menu: string])[] = [
    ['nothing is chosen', {}, `${DEMO} | ${STOPS} | ${LOGS} | navigation: selectProfiles refresh`],
    [
      'profiles are chosen',
      { 'halt.hasScopes': true },
      `1_arrange: selectRegions ${SORT} | ${DEMO} | ${STOPS} | ${LOGS} | navigation: selectProfiles filter refresh`,
    ],
    [
      'a filter is set',
      { 'halt.hasScopes': true, 'halt.filtered': true },
      `1_arrange: selectRegions filter ${SORT} saveFilter | ${DEMO} | ${STOPS} | ${LOGS} | navigation: selectProfiles clearFilter refresh`,
    ],
    [
      'rows are hidden',
      { 'halt.hasScopes': true, 'halt.hides': true },
      `1_arrange: selectRegions ${SORT} showHidden | ${DEMO} | ${STOPS} | ${LOGS} | navigation: selectProfiles filter refresh`,
    ],
    [
      'the simulated AWS is shown in this window',
      { 'halt.hasScopes': true, 'halt.demo': true, 'halt.simulated': true },
      `1_arrange: ${SORT} | ${STOPS} | ${LOGS} | navigation: stopDemo filter refresh`,
    ],
    [
      'the window is for the simulated AWS alone',
      { 'halt.hasScopes': true, 'halt.simulated': true },
      `1_arrange: selectRegions ${SORT} | ${STOPS} | ${LOGS} | navigation: selectProfiles filter refresh`,
    ],
  ];
  for (const [situation, keys, menu] of table) {
    it(`when ${situation}`, () => {
      assert.equal(menuOf('view/title', { view: 'halt.resources', ...keys }), menu);
      assert.equal(menuOf('view/title', { view: 'halt.running', ...keys }), IN_PROGRESS);
    });
  }
});
