import type { Event } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import { heldTags } from '../inventory/heldFacts.ts';
import type { Identity } from '../model/identity.ts';
import { refKey, type StoppableRef } from '../model/resources/resource.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { Scope } from '../model/scope.ts';
import type { Watches } from '../news/watches.ts';
import { plainStop } from '../stopping/operation.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { Whereabouts } from '../ui/detail/panelParts.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';

/** What is known of profiles. */
export interface PlaceParts {
  readonly accounts: Pick<Accounts, 'of'>;
  readonly scopes: Pick<Scopes, 'info'>;
}

/** Whose account a place is in, and where its requests and its console links lead, as far as it is known. */
export function whereIs({ accounts, scopes }: PlaceParts, { profile }: Scope) {
  const identity = accounts.of(profile);
  const info = scopes.info(profile);
  const destination = identity?.destination ?? info?.destination;
  return {
    ...(identity && { account: accountOf(identity) }),
    ...(info?.portal && { portal: info.portal }),
    ...(destination && { destination }),
  };
}

const accountOf = ({ account, alias }: Identity) => ({
  id: account,
  ...(alias.kind === 'known' && { alias: alias.value }),
});

/** What decides where a resource is, and what may be done there. */
export interface WhereaboutsParts {
  readonly places: PlaceParts;
  readonly inventory: Parameters<typeof heldTags>[0];
  readonly guards: Pick<AskedGuards, 'forbidding' | 'productionMark'>;
  readonly scheduleTag: () => string;
  readonly follow: Pick<Follow, 'following' | 'mark'>;
  readonly watches: Pick<Watches, 'has'>;
}

/** Where a resource is. `target`: what was last seen of it. */
export function whereaboutsOf(
  { places, inventory, guards, scheduleTag, follow, watches }: WhereaboutsParts,
  ref: StoppableRef,
  target: Stoppable | undefined,
): Whereabouts {
  const forbiddenBy = guards.forbidding(ref.scope, plainStop[ref.kind].type);
  const mark = guards.productionMark(ref.scope, heldTags(inventory, target));
  return {
    ...whereIs(places, ref.scope),
    ...(mark !== undefined && { production: mark }),
    ...(forbiddenBy === undefined ? {} : { forbiddenBy }),
    scheduleTag: scheduleTag(),
    // What is still being sent can't be let go.
    throttled: isThrottled(follow, ref),
    awaited: follow.mark(ref) === 'requested' || watches.has(ref),
  };
}

function isThrottled(follow: WhereaboutsParts['follow'], ref: StoppableRef): boolean {
  if (follow.mark(ref) !== 'sending') return false;
  return follow.following().some((one) => one.throttled === true && refKey(one.ref) === refKey(ref));
}

/** Fires when what is said of places may be another. */
export function whereaboutsChanges(parts: {
  readonly settings: Pick<LiveSettings, 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'onDidChange'>;
  readonly follow: Pick<Follow, 'onDidMark'>;
  readonly watches: Pick<Watches, 'onDidChange'>;
}): Event<void> {
  return (listener) => {
    const releases = [
      parts.settings.onDidChange(() => listener()),
      parts.accounts.onDidChange(() => listener()),
      parts.follow.onDidMark(() => listener()),
      parts.watches.onDidChange(() => listener()),
    ];
    return () => {
      for (const release of releases) release();
    };
  };
}
