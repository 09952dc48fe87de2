import { within } from '../base/within.ts';
import type { Clock } from '../base/clock.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { ListKind } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import { listNow } from '../ui/stop/listNow.ts';

/** How long a list waits for what decides which places are meant: the shared config's files, and whose the profiles are. In milliseconds. */
const PLACES_PATIENCE = 5_000;

/** How long an agent waits for whose the profiles are, in milliseconds: what signs in can take a minute, and the answer says of which that isn't known. */
const ACCOUNTS_PATIENCE = 15_000;

export interface ReadLists {
  /** Resolves once it is known which places are meant and whose the profiles are, or when that takes too long. */
  readonly placesKnown: () => Promise<void>;
  /** Has a list read in all places that are meant, as {@link listNow} does. */
  readonly listNow: (kind: ListKind, oldest?: number) => Promise<readonly Scope[]>;
}

/** For whoever asks while nobody may have looked yet: a person's list as well as an agent. */
export function createReadLists({
  inventory,
  accounts,
  scopes,
  poller,
  clock,
}: {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'ensure'>;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'undecided' | 'isRead' | 'reload'>;
  readonly poller: Pick<Poller, 'stamp' | 'refresh' | 'isChosen' | 'onDidList' | 'onDidChoose'>;
  readonly clock: Clock;
}): ReadLists {
  // A chosen profile's own region stands in the shared config, which nobody has read yet where nobody looked.
  const configRead = async () => {
    if (!scopes.isRead() && scopes.profiles().length > 0) await within(clock, PLACES_PATIENCE, scopes.reload());
  };
  return {
    placesKnown: async () => {
      await configRead();
      await within(clock, ACCOUNTS_PATIENCE, accounts.ensure(scopes.profiles()));
    },
    listNow: async (kind, oldest) => {
      await configRead();
      void accounts.ensure(scopes.profiles());
      // By account or alias `halt.places` can name other regions, which nobody has listed before it is known whose the profiles are.
      const undecided = scopes.undecided();
      if (undecided.length > 0) await within(clock, PLACES_PATIENCE, accounts.ensure(undecided));
      return listNow({ inventory, poller, clock, scopes: scopes.all }, kind, oldest);
    },
  };
}
