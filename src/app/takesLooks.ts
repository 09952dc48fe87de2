import type { Clock } from '../base/clock.ts';
import type { History } from '../history/history.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import { isStoppable } from '../model/resources/target.ts';
import { mayBeOf } from '../model/sight.ts';
import type { GroupLookParts } from '../stopping/follow/groupLook.ts';

/**
 * Tells of a look that nobody's schedule made to what is listed and to what has happened. A look is of the account in which something was asked for or is watched: where the list shows another one by now, nothing of it
 * comes to stand there.
 */
export function takesLooks({
  clock,
  inventory,
  history,
  poller,
  accounts,
}: {
  readonly clock: Pick<Clock, 'now'>;
  readonly inventory: Pick<Inventory, 'apply'>;
  readonly history: Pick<History, 'observe' | 'missing'>;
  readonly poller: Pick<Poller, 'stampOf'>;
  readonly accounts: Pick<Accounts, 'shown'>;
}): GroupLookParts['looked'] {
  return (scope, observed, missing, since, ahead, whose) => {
    history.observe(observed.filter(isStoppable), clock.now(), since, ahead);
    for (const ref of missing) if (ref.kind !== 'lever') history.missing(ref, clock.now());
    if (!mayBeOf(whose, accounts.shown(scope.profile))) return;
    inventory.apply({ type: 'described', scope, since: poller.stampOf(since), targets: observed, missing });
  };
}
