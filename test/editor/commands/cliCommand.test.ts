import assert from 'node:assert/strict';
import { commands, env } from 'vscode';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { refFor, type Resource } from '../../../src/model/resources/resource.ts';
import { cliItems, copyCliCommand } from '../../../src/ui/commands/handOver.ts';
import { createRows } from '../../../src/ui/commands/rows.ts';
import { until } from '../../stages/processes.ts';
import { deploymentLike, experimentLike, instanceLike, serviceLike } from '../../stages/resources.ts';
import { openGuards, shutWhere } from '../../stages/guards.ts';

const open = { profile: 'dev', region: 'eu-west-1' };
const shut = { profile: 'prod', region: 'eu-west-1' };

/** The rows of the list from which a command for this is copied. */
function offered(one: Resource, guards = shutWhere(({ profile }) => profile === shut.profile)) {
  const inventory = createInventory((error) => assert.fail(String(error)));
  inventory.apply({ type: 'page', scope: one.scope, kind: one.kind, since: 1, resources: [one] });
  const rows = createRows({ observed: () => one });
  return cliItems({ rows, inventory, guards }, { kind: 'reference', ref: refFor(one) }, 'posix');
}

describe('what can be copied as a command', () => {
  for (const [what, at] of [
    ['a running instance', (scope: typeof open) => instanceLike({ scope, state: 'running' })],
    ['a stopped instance', (scope: typeof open) => instanceLike({ scope, state: 'stopped' })],
    [
      'a deployment',
      (scope: typeof open) => serviceLike({ scope, deployment: deploymentLike({ scope, status: 'IN_PROGRESS' }) }),
    ],
    ['an experiment', (scope: typeof open) => experimentLike({ scope, state: 'running' })],
  ] as const)
    it(`changes nothing where a setting forbids that, which it says, and looks all the same: ${what}`, () => {
      const allowed = offered(at(open));
      assert.ok(allowed.length > 1 && allowed.every(({ lines }) => lines.length === 1));
      const forbidden = offered(at(shut));
      assert.deepEqual(
        forbidden.map(({ label }) => label),
        allowed.map(({ label }) => label),
      );
      const [look, ...changes] = forbidden.toReversed();
      assert.match(look?.lines.join() ?? '', /describe|get/);
      for (const change of changes) {
        assert.deepEqual([change.lines, change.forbidden], [[], { setting: 'halt.readOnly', scope: shut }]);
        assert.equal(change.detail, 'halt.readOnly forbids changes in prod (eu-west-1).');
      }
    });

  it('begins with the first that can be taken: Enter copies it, and says nothing of what is forbidden', async () => {
    const one = instanceLike({ scope: shut, state: 'running' });
    const inventory = createInventory((error) => assert.fail(String(error)));
    inventory.apply({ type: 'page', scope: shut, kind: 'instance', since: 1, resources: [one] });
    const guards = shutWhere(({ profile }) => profile === shut.profile);
    const parts = { rows: createRows({ observed: () => one }), inventory, guards };
    await env.clipboard.writeText('');
    let isOver = false;
    void copyCliCommand(parts, { kind: 'reference', ref: refFor(one) }).then(() => (isOver = true));
    await until(async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return isOver;
    });
    assert.match(await env.clipboard.readText(), /describe-instances/);
  });

  it('is asked of each operation by itself', () => {
    const items = offered(
      instanceLike({ scope: open, state: 'running' }),
      shutWhere((_, type) => type === 'force-stop'),
    );
    const shutOnes = items.filter(({ forbidden }) => forbidden !== undefined);
    assert.deepEqual(
      shutOnes.map(({ lines }) => lines),
      [[]],
    );
    assert.ok(!items.some(({ lines }) => lines.some((line) => line.includes('--force'))));
    assert.ok(
      offered(instanceLike({ scope: open, state: 'running' }), openGuards).some(({ lines }) =>
        lines.some((line) => line.includes('--force')),
      ),
    );
  });
});
