import type { LazyAws } from '../aws/worker/lazyAws.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { Watches } from '../news/watches.ts';
import type { Stopping } from '../stopping/stopping.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import { signIn } from '../ui/profiles/signIn.ts';

interface SignInWiring {
  readonly aws: Pick<LazyAws, 'signIn'>;
  readonly scopes: Pick<Scopes, 'info'>;
  readonly accounts: Pick<Accounts, 'asking' | 'learn'>;
  readonly poller: Pick<Poller, 'refresh'>;
  readonly stopping: Pick<Stopping, 'follow'>;
  readonly watches: Pick<Watches, 'wake'>;
}

/** Renews what a profile needs, and goes on with whatever waited for it. Only on the person's action. Whether that is done: a sign-in in a terminal is only begun. */
export async function renewSignIn(
  { aws, scopes, accounts, poller, stopping, watches }: SignInWiring,
  profile: string,
): Promise<boolean> {
  const ask = (name: string) => aws.signIn(name, new AbortController().signal);
  const identity = await signIn(ask, scopes.info(profile), profile);
  if (!identity) return false;
  // It was asked for after the sign-in, so that it is newer than all that was heard until then.
  accounts.learn(identity, accounts.asking());
  stopping.follow.wake(profile);
  watches.wake(profile);
  poller.refresh({ profile });
  return true;
}
