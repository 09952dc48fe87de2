import assert from 'node:assert/strict';
import { type Accounts, createAccounts } from '../../src/inventory/accounts.ts';
import { createInventory, type Inventory } from '../../src/inventory/inventory.ts';
import type { ListStatus } from '../../src/inventory/listStatus.ts';
import { createPoller, type Poller } from '../../src/inventory/polling/poller.ts';
import type { Paces } from '../../src/inventory/polling/paces.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { AwsReads } from '../../src/model/ports/awsReads.ts';
import type { ListKind, Resource } from '../../src/model/resources/resource.ts';
import { type Scope, scopeKey } from '../../src/model/scope.ts';
import { retryFailing } from '../../src/ui/profiles/configChanges.ts';
import { LIST_KINDS } from '../../bench/fleet.ts';
import { until as untilHolds } from './processes.ts';

/** What keeps the tree fresh, without the tree: the poller, the inventory and the accounts over a `AwsReads`. */
export interface Polling {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly poller: Poller;
  /** How many listings of a list have begun. */
  begun(list: ListAt): number;
  /** How many have ended, well or badly. */
  ended(list: ListAt): number;
  status(list: ListAt): ListStatus;
  resources(list: ListAt): readonly Resource[];
  /** What the extension does when the files of the sign-ins changed. */
  signedIn(): Promise<void>;
  dispose(): void;
}

export interface ListAt {
  readonly scope: Scope;
  readonly kind: ListKind;
}

export const listsOf = (scopes: readonly Scope[], kinds: readonly ListKind[] = LIST_KINDS): readonly ListAt[] =>
  scopes.flatMap((scope) => kinds.map((kind) => ({ scope, kind })));

export const nameOf = ({ scope, kind }: ListAt): string => `${scopeKey(scope)}/${kind}`;

/** Watches the scopes for somebody who looks at the view. */
export function poll(parts: {
  readonly reads: AwsReads;
  readonly invalidate: (profile: string) => void;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly scopes: readonly Scope[];
}): Polling {
  const { reads, clock, paces, scopes } = parts;
  const onError = (error: unknown) => assert.fail(`A listener threw: ${String(error)}`);
  const begun = counter();
  const ended = counter();
  const counted: AwsReads = {
    ...reads,
    list: (scope, kind, signal) => {
      begun.add(nameOf({ scope, kind }));
      return reads.list(scope, kind, signal);
    },
  };
  const inventory = createInventory(onError);
  const accounts = createAccounts(reads, onError);
  const poller = createPoller({ reads: counted, inventory, clock, paces, onError });
  poller.onDidList((list) => ended.add(nameOf(list)));
  const profiles = [...new Set(scopes.map(({ profile }) => profile))];
  poller.setScopes(scopes);
  poller.setAttention({ viewVisible: true, windowFocused: true });
  return {
    inventory,
    accounts,
    poller,
    begun: (list) => begun.of(nameOf(list)),
    ended: (list) => ended.of(nameOf(list)),
    status: ({ scope, kind }) => inventory.status(scope, kind),
    resources: ({ scope, kind }) => inventory.list(scope, kind),
    signedIn: () =>
      retryFailing({
        wake: () => {},
        signedOut: () => [],
        invalidate: parts.invalidate,
        scopes: { all: () => scopes, profiles: () => profiles, reload: () => Promise.resolve() },
        accounts,
        inventory,
        poller,
      }),
    dispose() {
      poller.dispose();
      accounts.dispose();
      inventory.dispose();
    },
  };
}

function counter(): { add(name: string): void; of(name: string): number } {
  const counts = new Map<string, number>();
  return {
    add: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    of: (name) => counts.get(name) ?? 0,
  };
}

/** Waits for a condition; fails with what it came to after `patience` milliseconds. */
export async function until(condition: () => boolean, state: () => unknown, patience = 60_000): Promise<void> {
  const deadline = performance.now() + patience;
  // Between two looks the processor is left to those who are waited for.
  await untilHolds(() => {
    if (condition()) return true;
    if (performance.now() > deadline) assert.fail(`It never came to that: ${JSON.stringify(state(), undefined, 1)}`);
    return false;
  });
}
