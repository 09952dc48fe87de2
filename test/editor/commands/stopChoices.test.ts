import assert from 'node:assert/strict';
import { ThemeIcon } from 'vscode';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { OperationType } from '../../../src/model/operation.ts';
import { refFor, type TargetRef } from '../../../src/model/resources/resource.ts';
import { forceWays, hookWays } from '../../../src/ui/commands/stopChoices.ts';
import { shutWhere } from '../../stages/guards.ts';
import { instanceLike } from '../../stages/resources.ts';

const at = (profile: string) =>
  instanceLike({ scope: { profile, region: 'eu-west-1' }, id: `i-${profile}`, state: 'running' });

/** Each way by its operation, and the setting that it says forbids it. */
function ways(forbids: (profile: string, type: OperationType) => boolean) {
  const all = [at('dev'), at('prod')];
  const inventory = createInventory((error) => assert.fail(String(error)));
  for (const one of all)
    inventory.apply({ type: 'page', scope: one.scope, kind: 'instance', since: 1, resources: [one] });
  const guards = shutWhere(({ profile }, type) => forbids(profile, type));
  return forceWays({ inventory, guards }, all.map(refFor));
}

describe('the ways of forcing a stop', () => {
  const told = (...of: Parameters<typeof ways>) =>
    ways(...of).map(({ operation, forbidden }) => [operation.type, forbidden?.setting]);
  const free = [
    ['stop', undefined],
    ['skip-os-shutdown', undefined],
    ['force-stop', undefined],
    ['force-stop', undefined],
  ];

  it('say in their places which setting forbids them to all that is meant', () => {
    assert.deepEqual(
      told(() => false),
      free,
    );
    for (const type of ['stop', 'skip-os-shutdown', 'force-stop'] as const) {
      // The last way forces and skips the shutdown as well: it needs both.
      const needed = [['stop'], ['skip-os-shutdown'], ['force-stop'], ['force-stop', 'skip-os-shutdown']];
      assert.deepEqual(
        told((_, asked) => asked === type),
        needed.map((types) => [types[0], types.includes(type) ? 'halt.readOnly' : undefined]),
      );
      // The plan names those of some.
      assert.deepEqual(
        told((profile, asked) => profile === 'prod' && asked === type),
        free,
      );
    }
  });

  it('look like what can’t be chosen, and name the place', () => {
    const [, , force] = ways((_, type) => type === 'force-stop');
    assert.deepEqual(force?.iconPath, new ThemeIcon('lock'));
    assert.match(force?.detail ?? '', /halt\.readOnly forbids changes in dev \(eu-west-1\)\./);
    assert.doesNotMatch(force?.detail ?? '', /Risk/);
  });
});

describe('the answers to a pause hook', () => {
  it('say that rolling back is forbidden where a place allows to continue alone', () => {
    const ref: TargetRef = { kind: 'deployment', scope: { profile: 'dev', region: 'eu-west-1' }, id: 'arn' };
    const told = (forbidden: OperationType) =>
      hookWays({ guards: shutWhere((_, type) => type === forbidden) }, [ref]).map((way) => way.forbidden !== undefined);
    assert.deepEqual(told('roll-back'), [false, true]);
    assert.deepEqual(told('continue'), [true, true]);
    assert.deepEqual(told('abort'), [false, false]);
  });
});
