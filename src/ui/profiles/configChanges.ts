import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { InventoryChange } from '../../inventory/resourceLists.ts';
import type { Watcher } from '../../inventory/watch/watcher.ts';
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

/** Files that are followed: which of them changed, and whether to look for changes as well as to be told. */
export interface FollowedFiles {
  readonly onDidChange: Event<readonly string[]>;
  poll(wanted: boolean): void;
  readonly dispose: Release;
}

export interface ConfigChangeParts {
  readonly invalidate: (profile: string) => void;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'reload'>;
  readonly accounts: Pick<Accounts, 'failure' | 'refresh'>;
  readonly inventory: Pick<Inventory, 'status'>;
  readonly watcher: Pick<Watcher, 'refresh'>;
  /** Looks at what is being stopped with a profile. */
  readonly wake: (profile: string) => void;
}

/**
 * Tries again, by itself, what failed for want of a sign-in, a profile or a key, after the files that these come from changed. Credentials that work
 * stay as they are: an MFA code is not asked for twice because another profile signed in.
 */
export async function retryFailing(parts: ConfigChangeParts): Promise<void> {
  const failing = failingProfiles(parts, parts.scopes.all(), parts.scopes.profiles());
  await parts.scopes.reload();
  for (const profile of failing) {
    parts.invalidate(profile);
    void parts.accounts.refresh(profile);
    parts.watcher.refresh({ profile });
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

export interface ConfigWatch {
  /** `looking`: somebody may see Halt, and profiles are chosen. `viewVisible`: a view of Halt is in sight. */
  attend(attention: { readonly looking: boolean; readonly viewVisible: boolean }): void;
  dispose(): void;
}

/** Follows the shared config and the sign-ins, from when somebody first looks. */
export function watchConfig(
  places: ConfigPaths,
  parts: ConfigChangeParts & {
    readonly follow: (files: readonly string[]) => FollowedFiles;
    readonly onError: (error: unknown) => void;
  },
): ConfigWatch {
  let files: FollowedFiles | undefined;
  const changed = async (changes: readonly string[]) => {
    await retryFailing(parts);
    // A profile may belong to another account now; its plans have to know.
    if (!changes.includes(places.config) && !changes.includes(places.credentials)) return;
    for (const profile of parts.scopes.profiles()) void parts.accounts.refresh(profile);
  };
  return {
    attend: ({ looking, viewVisible }) => {
      if (!files && looking) {
        files = parts.follow(Object.values(places));
        files.onDidChange((changes) => void changed(changes).catch(parts.onError));
      }
      files?.poll(viewVisible);
    },
    dispose: () => files?.dispose(),
  };
}
