import type { Accounts } from './accounts.ts';
import type { AccountNames } from './filter.ts';

/** The names of a profile's account that a filter can match, and which of them isn't known. */
export function accountNames(accounts: Pick<Accounts, 'of'>, profile: string): AccountNames {
  const identity = accounts.of(profile);
  if (!identity) return { known: [], unread: 'account' };
  const { account, alias } = identity;
  switch (alias.kind) {
    case 'known':
      return { known: [account, alias.value], unread: 'nothing' };
    case 'none':
      return { known: [account], unread: 'nothing' };
    case 'unread':
      return { known: [account], unread: 'alias' };
  }
}
