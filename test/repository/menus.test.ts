import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Resource } from '../../src/model/resources/resource.ts';
import { contextValue } from '../../src/ui/tree/rows/contextValue.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
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

test('services: their deployment’s, or nothing to stop', () => {
  assert.deepEqual(menuOf(serviceLike({}, 'IN_PROGRESS')), plus('stopDeployments*'));
  assert.deepEqual(menuOf(serviceLike({}, 'SUCCESSFUL')), looking);
  const quiet = ['copyArn', 'copyCliCommand', 'copyId', 'copyLink', 'openInConsole'];
  assert.deepEqual(menuOf(serviceLike()), quiet);
  assert.deepEqual(menuOf(serviceLike({ controller: 'CODE_DEPLOY' })), quiet);
});

test('where a setting forbids some operations, the others are offered, and to see which', () => {
  const only = (observed: Resource | ServiceDeployment, ...allowed: readonly string[]) => {
    const forbids = (type: string) => !allowed.includes(type);
    return shown(contextValue(nodeOf(observed), observed, { startable: true, forbids }), true);
  };
  const running = instanceLike({ state: 'running' });
  assert.deepEqual(only(running, 'stop'), plus('checkStopPermission', 'showForbidden', 'stopInstances*'));
  // What is forced, and what skips the shutdown, are chosen behind one entry.
  assert.deepEqual(only(running, 'force-stop'), plus('forceStopInstances*', 'showForbidden'));
  assert.deepEqual(only(running, 'skip-os-shutdown'), plus('forceStopInstances', 'showForbidden'));
  assert.deepEqual(only(running, 'stop-experiment'), plus('showForbidden'));
  assert.deepEqual(only(running, 'stop', 'force-stop', 'skip-os-shutdown', 'hibernate'), menuOf(running));
  assert.deepEqual(only(instanceLike({ state: 'terminated' })), plus());
  const lever = leverLike({ state: 'engaged' });
  assert.deepEqual(only(lever, 'engage-lever'), ['copyArn', 'copyCliCommand', 'openInConsole', 'showForbidden']);
  assert.deepEqual(only(lever, 'disengage-lever'), [
    'copyArn',
    'copyCliCommand',
    'disengageSafetyLever*',
    'openInConsole',
  ]);
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

test('a name never makes a menu: only kinds and capabilities are in the value', () => {
  const hostile = instanceLike({ id: 'i+stop+hibernate', name: '+stop+roll-back', state: 'terminated' });
  assert.deepEqual(menuOf(hostile), looking);
});

test('several rows of whatever kinds: one stop that each of them offers', () => {
  const rows = [
    instanceLike({ state: 'running' }),
    instanceLike({ state: 'stopped' }),
    serviceLike({}, 'IN_PROGRESS'),
    experimentLike({ state: 'running' }),
    leverLike({ state: 'engaged' }),
  ];
  const [entry] = entries.filter(({ command }) => command === 'halt.stopSelected');
  for (const view of ['halt.resources', 'halt.running'])
    for (const row of rows) {
      const keys = { view, viewItem: contextValue(nodeOf(row), row, { startable: false }) };
      // VS Code shows of several rows what the menus of all of them have.
      assert.ok(holds(entry?.when ?? '', { ...keys, listMultiSelection: true }), row.kind);
      assert.ok(!holds(entry?.when ?? '', keys), row.kind);
    }
});

test('in a menu and among a row’s buttons, what stops stands before what lets go on', () => {
  const hooks = [{ id: 'h', targetType: 'PAUSE', status: 'AWAITING_ACTION' }];
  const paused = deploymentLike({ hooks });
  const viewItem = contextValue(nodeOf(paused), paused, { startable: false });
  for (const view of ['halt.resources', 'halt.running']) {
    const there = entries.filter(({ when }) => holds(when, { view, viewItem, 'config.halt.enableAbort': true }));
    for (const [name, stops] of [
      ['inline', ['halt.stopDeployments']],
      ['1_stop', ['halt.stopDeployments', 'halt.abortDeployments']],
    ] as const) {
      const placeOf = (of: string): number => {
        const group = there.find(({ command, group: at }) => command === of && at.startsWith(`${name}@`))?.group;
        assert.ok(group, `${of} ${name}`);
        return Number(group.split('@')[1]);
      };
      for (const stop of stops)
        assert.ok(placeOf(stop) < placeOf('halt.continueDeployment'), `${view} ${name} ${stop}`);
    }
  }
});

test('what stops all below a row says that it stops what matches only while a filter is set', () => {
  const nls = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.nls.json'), 'utf8')) as Readonly<
    Record<string, string>
  >;
  const rows = ['profile', 'region', 'group+instance', 'group+service', 'group+experiment', 'bucket', 'cluster'];
  for (const viewItem of [...rows, 'profile+forbidden', 'group+service+forbidden']) {
    const titles = (filtered: boolean) =>
      entries
        .filter(({ command }) => ['halt.stopMatching', 'halt.stopEverythingHere'].includes(command))
        .filter(({ when }) => holds(when, { view: 'halt.resources', viewItem, 'halt.filtered': filtered }))
        .map(({ command }) => nls[`command.${command.slice('halt.'.length)}`]);
    const isShut = viewItem.includes('forbidden');
    assert.deepEqual(titles(true), isShut ? [] : ['Stop Everything That Matches…'], viewItem);
    // All experiments of a place have a command of their own.
    const isNamed = viewItem === 'group+experiment';
    assert.deepEqual(titles(false), isShut || isNamed ? [] : ['Stop Everything Here…'], viewItem);
  }
});

test('several instances offer to be forced and hibernated as the palette does, whatever the state of each, but where a setting forbids it', () => {
  const of = (state: string, more: Parameters<typeof instanceLike>[0] = {}) => instanceLike({ state, ...more });
  const shownOf = (one: Resource, many: boolean, ...shut: readonly string[]) => {
    const facts = { startable: false, forbids: (type: string) => shut.includes(type) };
    const keys = { view: 'halt.resources', viewItem: contextValue(nodeOf(one), one, facts), listMultiSelection: many };
    return ['halt.hibernateInstances', 'halt.forceStopInstances'].map((command) =>
      entries.some((entry) => entry.command === command && entry.group.startsWith('1_stop') && holds(entry.when, keys)),
    );
  };
  const running = of('running', { hibernationConfigured: true });
  for (const one of [of('stopped'), of('running', { hibernationConfigured: false }), of('stopping'), running])
    assert.deepEqual(shownOf(one, true), [true, true], one.state);
  assert.deepEqual(shownOf(of('stopped'), false), [false, false]);
  assert.deepEqual(shownOf(of('running', { hibernationConfigured: false }), false), [false, true]);
  assert.deepEqual(shownOf(running, true, 'force-stop', 'skip-os-shutdown'), [true, false]);
  assert.deepEqual(shownOf(running, true, 'hibernate'), [false, true]);
  assert.deepEqual(shownOf(experimentLike({ state: 'running' }), true), [false, false]);
});
