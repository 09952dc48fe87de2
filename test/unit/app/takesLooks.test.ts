import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takesLooks } from '../../../src/app/takesLooks.ts';
import { createHistory } from '../../../src/history/history.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { momentOf } from '../../../src/base/deadline.ts';
import { nobodys, type Whose, whoseAt } from '../../../src/model/sight.ts';
import { heldTime, identityOf, instance, refTo, scope } from '../../stages/fakes.ts';
import { memoryJournal } from '../../stages/history/history.ts';
import { leverLike } from '../../stages/resources.ts';

const STAGING = whoseAt(identityOf(scope.profile, '111122223333'));
const PRODUCTION = whoseAt(identityOf(scope.profile, '444455556666'));
const EMULATED = { ...STAGING, elsewhere: 'http://localhost:4566' as Whose['elsewhere'] };

describe('a look at what is followed or watched', () => {
  for (const [what, whose, shown, isListed] of [
    ['of the account that the list shows', STAGING, STAGING, true],
    ['where nobody knows yet whose the list is', STAGING, nobodys, true],
    ['where the list shows another account by now', STAGING, PRODUCTION, false],
    ['where what answers is another one by now', STAGING, EMULATED, false],
    ['of which nobody knows whose it is', nobodys, STAGING, false],
  ] as const)
    it(`is taken over by the list or not, and always kept in the history: ${what}`, () => {
      const clock = heldTime();
      const inventory = createInventory((error) => assert.fail(String(error)));
      const history = createHistory({ journal: memoryJournal(), clock });
      const looked = takesLooks({
        ...{ clock, inventory, history, accounts: { shown: () => shown } },
        poller: { stampOf: () => 5 },
      });
      const there = instance({ id: 'i-1', state: 'stopping' });
      inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [instance({ id: 'i-2' })] });
      looked(
        scope,
        [there, leverLike({ scope, state: 'engaged' })],
        [refTo(instance({ id: 'i-2' }))],
        momentOf(clock),
        0,
        whose,
      );
      assert.deepEqual(
        [
          inventory.list(scope, 'instance').map(({ id }) => id),
          inventory.list(scope, 'lever').map(({ state }) => state),
        ],
        isListed ? [['i-1'], ['engaged']] : [['i-2'], []],
      );
      assert.equal(history.lastSeen({ kind: 'instance', scope, id: 'i-1' })?.target.id, 'i-1');
    });
});
