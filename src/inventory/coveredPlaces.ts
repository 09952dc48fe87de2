import type { Release } from '../base/event.ts';
import type { Scope } from '../model/scope.ts';
import type { Accounts } from './accounts.ts';
import { leftAndJoined } from '../base/leftAndJoined.ts';
import { type Coverage, coverage, type Unread, type WaitingPlace } from './coverage.ts';
import type { Inventory } from './inventory.ts';
import { createPlaceFacts } from './placeFacts.ts';

/** How complete the lists of the places are, kept by place. Asking takes as long as what has changed since the last time and what is returned. */
export interface CoveredPlaces {
  /** What {@link coverage} gives for these scopes. */
  now(scopes: readonly Scope[]): Coverage;
  readonly dispose: Release;
}

/** Listens to `inventory` and `accounts` until it is disposed. */
export function createCoveredPlaces(parts: {
  readonly inventory: Pick<Inventory, 'status' | 'places' | 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'failure' | 'onDidChange'>;
}): CoveredPlaces {
  const { inventory, accounts } = parts;
  let scopesNow: readonly Scope[] = [];
  const ofProfile = new Map<string, Set<Scope>>();
  const facts = createPlaceFacts<Coverage>({
    read: (scope, key) => {
      // When many places were just chosen, nothing has been heard of most of them: this spares asking for the status of each list.
      if (!inventory.places().has(key) && !accounts.failure(scope.profile))
        return { unreadable: none, partly: none, loading: [scope], waiting: noneWaiting };
      const found = coverage(parts, [scope]);
      return found.unreadable.length + found.partly.length + found.loading.length > 0 ? found : undefined;
    },
  });
  const stops = [
    inventory.onDidChange(({ statuses }) => {
      for (const { scope } of statuses) facts.changed(scope);
    }),
    accounts.onDidChange((profiles) => {
      for (const profile of profiles) ofProfile.get(profile)?.forEach((scope) => facts.changed(scope));
    }),
  ];
  return {
    now(scopes) {
      if (scopes !== scopesNow) {
        const { left, joined } = leftAndJoined(scopesNow, scopes);
        scopesNow = scopes;
        for (const scope of left) {
          const others = ofProfile.get(scope.profile);
          others?.delete(scope);
          if (others?.size === 0) ofProfile.delete(scope.profile);
        }
        for (const scope of joined) {
          const others = ofProfile.get(scope.profile);
          if (others) others.add(scope);
          else ofProfile.set(scope.profile, new Set([scope]));
        }
      }
      return together(facts.of(scopes));
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}

const none: readonly Unread[] = [];
const noneWaiting: readonly WaitingPlace[] = [];

/** Puts the places' parts together in one walk: a flatMap for each part would walk over thousands of places four times. */
function together(found: readonly Coverage[]): Coverage {
  const unreadable: Unread[] = [];
  const partly: Unread[] = [];
  const loading: Scope[] = [];
  const waiting: WaitingPlace[] = [];
  for (const one of found) {
    for (const place of one.unreadable) unreadable.push(place);
    for (const place of one.partly) partly.push(place);
    for (const place of one.loading) loading.push(place);
    for (const place of one.waiting) waiting.push(place);
  }
  return { unreadable, partly, loading, waiting };
}
