import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Resource } from '../../src/model/resources/resource.ts';
import { contextValue } from '../../src/ui/tree/rows/contextValue.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import type { NextAction } from '../../src/ui/words/failureSentence.ts';
import { holds } from '../stages/menusWhen.ts';
import { deploymentLike, experimentLike, instanceLike, leverLike, scope, serviceLike } from '../stages/resources.ts';
import type { ServiceDeployment } from '../../src/model/resources/deployment.ts';

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  readonly contributes: { readonly menus: Readonly<Record<string, readonly Entry[]>> };
};
const entries = manifest.contributes.menus['view/item/context'] ?? [];

/** What the menu of a row shows of the groups that act, fix, show and copy; an asterisk for what the row itself has a button for. */
function shown(viewItem: string, abort = false): readonly string[] {
  const keys = { view: 'halt.resources', viewItem, 'config.halt.enableAbort': abort };
  const there = entries.filter(({ when }) => holds(when, keys));
  const inline = new Set(there.filter(({ group }) => group.startsWith('inline')).map(({ command }) => command));
  const menu = there.filter(({ group }) => /^[123]_/.test(group)).map(({ command }) => command);
  for (const command of inline) {
    assert.ok(menu.includes(command) || command === 'halt.refreshHere', `${command} has a button and no entry`);
  }
  return menu.map((command) => `${command.slice('halt.'.length)}${inline.has(command) ? '*' : ''}`).toSorted();
}

const nodeOf = (observed: Resource | ServiceDeployment): Node => {
  if (observed.kind === 'lever') return { type: 'lever', id: 'l', scope };
  if (observed.kind === 'service') return { type: 'service', id: 's', scope, arn: observed.id };
  return { type: 'target', id: 't', ref: { kind: observed.kind, scope, id: observed.id } };
};
const menuOf = (
  observed: Resource | ServiceDeployment,
  facts: { startable?: boolean; abort?: boolean; forbidden?: boolean } = {},
) => {
  const { startable = false, forbidden = false } = facts;
  return shown(contextValue(nodeOf(observed), observed, { startable, forbidden }), facts.abort);
};

const looking = ['copyArn', 'copyCliCommand', 'copyId', 'copyLink', 'openInConsole', 'openJson', 'showDetails*'];
const plus = (...more: readonly string[]) => [...looking, ...more].toSorted();

test('instances: what is offered in each state', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    // Where it is the only stop, it has the button.
    pending: ['forceStopInstances*'],
    running: ['checkStopPermission', 'forceStopInstances', 'stopInstances*'],
    stopping: ['forceStopInstances*'],
    'shutting-down': [],
    stopped: [],
    terminated: [],
    'a-state-of-later': [],
  };
  for (const [state, offered] of Object.entries(table)) {
    assert.deepEqual(menuOf(instanceLike({ state })), plus(...offered), state);
  }
});

test('instances: what their configuration adds and takes away', () => {
  const running = ['checkStopPermission', 'forceStopInstances', 'stopInstances*'];
  assert.deepEqual(
    menuOf(instanceLike({ state: 'running', hibernationConfigured: true })),
    plus(...running, 'hibernateInstances'),
  );
  assert.deepEqual(menuOf(instanceLike({ state: 'running', managedBy: 'eks.amazonaws.com' })), looking);
  assert.deepEqual(menuOf(instanceLike({ state: 'running', instanceStore: 'root' })), looking);
  assert.deepEqual(menuOf(instanceLike({ state: 'running', instanceStore: 'data' })), plus(...running));
  assert.deepEqual(menuOf(instanceLike({ state: 'stopped' }), { startable: true }), plus('startInstances'));
  assert.deepEqual(menuOf(instanceLike({ state: 'running' }), { startable: true }), plus(...running));
  assert.deepEqual(menuOf(instanceLike({ state: 'stopped', managedBy: 'x' }), { startable: true }), looking);
});

const hook = { id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' };

test('deployments: what is offered in each status; abort only where it is enabled', () => {
  const table: Readonly<Record<string, boolean>> = {
    PENDING: true,
    IN_PROGRESS: true,
    STOP_REQUESTED: true,
    ROLLBACK_REQUESTED: true,
    ROLLBACK_IN_PROGRESS: true,
    SUCCESSFUL: false,
    STOPPED: false,
    ROLLBACK_SUCCESSFUL: false,
    ROLLBACK_FAILED: false,
    A_STATUS_OF_LATER: false,
  };
  for (const [status, stoppable] of Object.entries(table)) {
    const own = stoppable ? ['stopDeployments*'] : [];
    assert.deepEqual(menuOf(deploymentLike({ status })), plus(...own), status);
    assert.deepEqual(
      menuOf(deploymentLike({ status }), { abort: true }),
      plus(...own, ...(stoppable ? ['abortDeployments'] : [])),
      status,
    );
    assert.deepEqual(
      menuOf(deploymentLike({ status, hooks: [hook] })),
      plus(...own, ...(stoppable ? ['continueDeployment*'] : [])),
      `${status} at a hook`,
    );
  }
});

test('services: their deployment’s, or nothing to stop', () => {
  assert.deepEqual(menuOf(serviceLike({}, 'IN_PROGRESS')), plus('stopDeployments*'));
  assert.deepEqual(menuOf(serviceLike({}, 'SUCCESSFUL')), looking);
  const quiet = ['copyArn', 'copyCliCommand', 'copyId', 'copyLink', 'openInConsole'];
  assert.deepEqual(menuOf(serviceLike()), quiet);
  assert.deepEqual(menuOf(serviceLike({ controller: 'CODE_DEPLOY' })), quiet);
});

test('experiments: what is offered in each status', () => {
  const table: Readonly<Record<string, boolean>> = {
    pending: true,
    initiating: true,
    running: true,
    stopping: true,
    completed: false,
    stopped: false,
    failed: false,
    cancelled: false,
    'a-status-of-later': false,
  };
  for (const [state, stoppable] of Object.entries(table)) {
    assert.deepEqual(menuOf(experimentLike({ state })), plus(...(stoppable ? ['stopExperiments*'] : [])), state);
  }
});

test('safety levers', () => {
  assert.deepEqual(menuOf(leverLike({ state: 'disengaged' })), ['engageSafetyLever*', 'openInConsole']);
  assert.deepEqual(menuOf(leverLike({ state: 'engaging' })), ['openInConsole']);
  assert.deepEqual(menuOf(leverLike({ state: 'engaged' })), ['disengageSafetyLever*', 'openInConsole']);
  assert.deepEqual(menuOf(leverLike({ state: 'a-status-of-later' })), ['openInConsole']);
});

test('where a setting forbids changes, nothing is offered but to see which', () => {
  for (const state of ['pending', 'running', 'stopping', 'stopped', 'a-state-of-later']) {
    const offered = menuOf(instanceLike({ state }), { forbidden: true, startable: true, abort: true });
    assert.deepEqual(offered, plus('showForbidden'), state);
  }
  for (const state of ['engaged', 'disengaged']) {
    assert.deepEqual(menuOf(leverLike({ state }), { forbidden: true }), ['openInConsole', 'showForbidden']);
  }
  for (const node of [
    { type: 'profile', id: 'p', profile: 'dev' },
    { type: 'region', id: 'r', scope },
    { type: 'group', id: 'g', scope, kind: 'experiment' },
    { type: 'bucket', id: 'b', scope, grouping: { type: 'auto-scaling-group' }, value: 'web' },
    { type: 'cluster', id: 'c', scope, arn: 'a', name: 'shop' },
  ] as const) {
    const viewItem = contextValue(node, undefined, { startable: false, forbidden: true });
    assert.deepEqual(shown(viewItem), ['showForbidden'], node.type);
  }
});

test('where a setting forbids some operations, the others are offered, and to see which', () => {
  const only = (observed: Resource | ServiceDeployment, ...allowed: readonly string[]) => {
    const forbids = (type: string) => !allowed.includes(type);
    return shown(contextValue(nodeOf(observed), observed, { startable: true, forbids }), true);
  };
  const running = instanceLike({ state: 'running' });
  assert.deepEqual(only(running, 'stop'), plus('checkStopPermission', 'showForbidden', 'stopInstances*'));
  assert.deepEqual(only(running, 'stop-experiment'), plus('showForbidden'));
  assert.deepEqual(only(running, 'stop', 'force-stop', 'hibernate'), menuOf(running));
  assert.deepEqual(only(instanceLike({ state: 'terminated' })), plus());
  const lever = leverLike({ state: 'engaged' });
  assert.deepEqual(only(lever, 'engage-lever'), ['openInConsole', 'showForbidden']);
  assert.deepEqual(only(lever, 'disengage-lever'), ['disengageSafetyLever*', 'openInConsole']);
});

test('branches offer to refresh, and to stop every experiment or everything below where there can be some', () => {
  const of = (node: Node) => {
    const viewItem = contextValue(node, undefined, { startable: false });
    const refreshes = entries.some(
      ({ command, when }) => command === 'halt.refreshHere' && holds(when, { view: 'halt.resources', viewItem }),
    );
    return [...shown(viewItem), ...(refreshes ? ['refresh'] : [])];
  };
  assert.deepEqual(of({ type: 'profile', id: 'p', profile: 'dev' }), [
    'stopExperimentsHere',
    'stopMatching',
    'refresh',
  ]);
  assert.deepEqual(of({ type: 'region', id: 'r', scope }), ['stopExperimentsHere', 'stopMatching', 'refresh']);
  assert.deepEqual(of({ type: 'group', id: 'g', scope, kind: 'instance' }), ['refresh']);
  assert.deepEqual(of({ type: 'group', id: 'g', scope, kind: 'service' }), ['refresh']);
  assert.deepEqual(of({ type: 'group', id: 'g', scope, kind: 'experiment' }), ['stopExperimentsHere', 'refresh']);
  assert.deepEqual(of({ type: 'cluster', id: 'c', scope, arn: 'a', name: 'shop' }), ['stopMatching']);
  for (const grouping of [{ type: 'auto-scaling-group' }, { type: 'tag', key: 'Team' }, { type: 'state' }] as const) {
    assert.deepEqual(of({ type: 'bucket', id: 'b', scope, grouping, value: 'x' }), ['stopMatching']);
  }
});

test('the title of a view is about everything: it shares no command with the branches that can have the focus', () => {
  const { 'view/title': title = [] } = manifest.contributes.menus;
  const branch = entries.filter(({ when }) =>
    ['profile', 'region', 'group+experiment', 'group'].some((viewItem) =>
      holds(when, { view: 'halt.resources', viewItem }),
    ),
  );
  assert.ok(title.length > 5 && branch.length >= 3);
  const shared = title.filter(({ command }) => branch.some((entry) => entry.command === command));
  assert.deepEqual(shared, []);
});

test('managed daemons: looking, and nothing that stops', () => {
  const node: Node = { type: 'daemon', id: 'd', scope, arn: 'a' };
  assert.deepEqual(shown(contextValue(node, undefined, { startable: false })), [
    'copyArn',
    'copyId',
    'openInConsole',
    'openJson',
    'showDetails*',
  ]);
});

test('notes offer what mends them', () => {
  const note: Node = { type: 'note', id: 'n', about: { type: 'scope-failure', place: 'p', scope } };
  const of = (action: NextAction | undefined) => shown(contextValue(note, undefined, { startable: false, action }));
  assert.deepEqual(of('open-file'), ['openConfigFile*', 'retry*', 'showLog']);
  assert.deepEqual(of('sign-in'), ['retry*', 'showLog', 'signIn*']);
  assert.deepEqual(of('retry'), ['retry*', 'showLog']);
  assert.deepEqual(of('log'), ['retry*', 'showLog']);
  assert.deepEqual(of('regions'), ['retry*', 'showLog']);
  assert.deepEqual(of('none'), []);
  assert.deepEqual(of(undefined), []);
});

test('what was there and is gone offers nothing', () => {
  for (const kind of ['instance', 'deployment', 'experiment'] as const) {
    const node: Node = { type: 'target', id: 't', ref: { kind, scope, id: 'x' } };
    assert.deepEqual(shown(contextValue(node, undefined, { startable: true })), []);
  }
});

test('a name never makes a menu: only kinds and capabilities are in the value', () => {
  const hostile = instanceLike({ id: 'i+stop+hibernate', name: '+stop+roll-back', state: 'terminated' });
  assert.deepEqual(menuOf(hostile), looking);
});
