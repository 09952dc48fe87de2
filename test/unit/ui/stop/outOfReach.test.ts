import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { outOfReach } from '../../../../src/ui/stop/outOfReach.ts';
import { experiment, failure } from '../../../stages/fakes.ts';

const KIND = 'experiment';
const place = (profile: string): Scope => ({ profile, region: 'eu-west-1' });
const [read, silent, never, denied, locked] = ['read', 'silent', 'never', 'denied', 'locked'].map(place);

describe('where an emergency stop doesn’t reach', () => {
  it('is where changes are forbidden, with what is active there, and where not everything was read', () => {
    assert.ok(read && silent && never && denied && locked);
    const inventory = createInventory((error) => {
      throw error;
    });
    const list = (scope: Scope, states: readonly string[]) => {
      const resources = states.map((state, index) => experiment({ scope, id: `EXP${index}`, state }));
      inventory.apply({ type: 'page', scope, kind: KIND, since: 1, resources });
      inventory.apply({
        type: 'end',
        scope,
        kind: KIND,
        since: 1,
        seen: new Set(resources.map(({ id }) => id)),
        gaps: [],
      });
    };
    list(read, ['running']);
    list(silent, ['running']);
    list(locked, ['running', 'initiating', 'pending', 'stopping', 'completed', 'a-state-of-tomorrow']);
    inventory.apply({ type: 'fail', scope: denied, kind: KIND, failure: failure('denied') });
    inventory.apply({ type: 'fail', scope: read, kind: 'lever', failure: failure('denied') });
    const found = outOfReach(
      {
        inventory,
        accounts: { failure: () => undefined },
        scopes: () => [read, silent, never, denied, locked],
        isForbidden: (scope) => scope === locked || scope === denied,
      },
      [silent],
      [never],
    );
    assert.deepEqual(found.forbidden, [
      { scope: denied, active: undefined },
      { scope: locked, active: 4 },
    ]);
    assert.deepEqual(found.unread, [silent, never, denied]);
    assert.deepEqual(found.leverUnread, [read, never], 'one that failed, and one that gave no answer');
  });
});
