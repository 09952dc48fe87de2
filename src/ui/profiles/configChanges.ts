import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { InventoryChange } from '../../inventory/resourceLists.ts';
import type { Poller } from '../../inventory/polling/poller.ts';
import type { Event, Release } from '../../base/event.ts';
import type { Scopes } from './chosenScopes.ts';
import { failingProfiles } from '../../inventory/coverage.ts';

/** Where profiles and sign-ins are kept. */
export interface ConfigPaths {
  readonly config: string;
  readonly credentials: string;
  readonly ssoCache: string;
  readonly loginCache: string;
}

/** Tells which of some files have changed, and may look for changes as well as be told. */
export interface ChangingFiles {
  readonly onDidChange: Event<readonly string[]>;
  poll(wanted: boolean): void;
  readonly dispose: Release;
}

export interface ConfigChangeParts {
  readonly invalidate: (profile: string) => void;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'reload'>;
  readonly accounts: Pick<Accounts, 'failure' | 'refresh'>;
  readonly inventory: Pick<Inventory, 'status'>;
  readonly poller: Pick<Poller, 'refresh'>;
  /** The profiles with which what is being stopped can't be looked at for want of credentials, be they chosen or not. */
  readonly signedOut: () => readonly string[];
  /** Looks at what is being stopped with a profile. */
  readonly wake: (profile: string) => void;
}

/**
 * Tries again, by itself, what failed for want of a sign-in, a profile or a key, after the files that these come from changed. Credentials that work
 * stay as they are: an MFA code is not asked for twice because another profile signed in.
 */
export async function retryFailing(parts: ConfigChangeParts): Promise<void> {
  const chosen = failingProfiles(parts, parts.scopes.all(), parts.scopes.profiles());
  const failing = new Set([...chosen, ...parts.signedOut()]);
  await parts.scopes.reload();
  for (const profile of failing) {
    parts.invalidate(profile);
    if (parts.scopes.profiles().includes(profile)) {
      void parts.accounts.refresh(profile);
      parts.poller.refresh({ profile });
    }
    parts.wake(profile);
  }
}

/** A list that is answered again shows that the credentials are good: what was said of its profile is out of date. */
export function recheckProfiles(
  { inventory, accounts }: Pick<ConfigChangeParts, 'inventory' | 'accounts'>,
  { statuses }: InventoryChange,
): void {
  for (const { scope, kind } of statuses) {
    const { failure, loading, asOf } = inventory.status(scope, kind);
    const answered = !failure && !loading && asOf !== undefined;
    if (answered && accounts.failure(scope.profile)) void accounts.refresh(scope.profile);
  }
}

/** Watches the files that credentials come from, from when somebody first may see Halt until it is disposed. */
export interface ConfigChanges {
  /** `isHaltSeen`: somebody may see Halt, and profiles are chosen. `viewVisible`: a view of Halt is in sight. */
  attend(attention: { readonly isHaltSeen: boolean; readonly viewVisible: boolean }): void;
  dispose(): void;
}

/** Hears of changes of the shared config and the sign-ins, from when somebody first sees Halt. */
export function createConfigChanges(
  paths: ConfigPaths,
  parts: ConfigChangeParts & {
    readonly createFileChanges: (files: readonly string[]) => ChangingFiles;
    readonly onError: (error: unknown) => void;
  },
): ConfigChanges {
  let files: ChangingFiles | undefined;
  const changed = async (changes: readonly string[]) => {
    await retryFailing(parts);
    // A profile may belong to another account now; its plans have to know.
    if (!changes.includes(paths.config) && !changes.includes(paths.credentials)) return;
    for (const profile of parts.scopes.profiles()) void parts.accounts.refresh(profile);
  };
  return {
    attend: ({ isHaltSeen, viewVisible }) => {
      if (!files && isHaltSeen) {
        files = parts.createFileChanges(Object.values(paths));
        files.onDidChange((changes) => void changed(changes).catch(parts.onError));
      }
      files?.poll(viewVisible);
    },
    dispose: () => files?.dispose(),
  };
}
