import type { Event } from '../base/event.ts';
import { type Accounts, whoseIs } from '../inventory/accounts.ts';
import { heldTags, tagsNow } from '../inventory/heldFacts.ts';
import type { Identity } from '../model/identity.ts';
import type { StoppableRef } from '../model/resources/resource.ts';
import { stateOf } from '../model/resources/target.ts';
import { isAboutShown } from '../stopping/follow/followed.ts';
import type { Whose } from '../model/sight.ts';
import type { Scope } from '../model/scope.ts';
import type { Watches } from '../news/watches.ts';
import { plainStop } from '../stopping/operation.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { OfPage, Whereabouts } from '../ui/detail/panelParts.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import { forceTimes } from '../ui/words/operations.ts';
import { clockTime } from '../ui/words/times.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';

/** What is known of profiles. */
export interface PlaceParts {
  readonly accounts: Pick<Accounts, 'of' | 'failure'>;
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
  readonly inventory: Parameters<typeof tagsNow>[0]['inventory'];
  readonly guards: Pick<AskedGuards, 'forbidding' | 'productionMark'>;
  readonly scheduleTag: () => string;
  readonly follow: Pick<Follow, 'following' | 'forced' | 'mark' | 'refusal'>;
  readonly watches: Pick<Watches, 'has'>;
}

/** Where a resource is. */
export function whereaboutsOf(
  { places, inventory, guards, scheduleTag, follow, watches }: WhereaboutsParts,
  ref: StoppableRef,
  { target, owner, isOld }: OfPage,
): Whereabouts {
  // A page stays with the account in which it was seen.
  const whose = owner.account === undefined ? whoseIs(places.accounts, ref.scope.profile) : owner;
  const forbiddenBy = guards.forbidding(ref.scope, plainStop[ref.kind].type);
  const isStopping = target?.kind === 'instance' && target.state === 'stopping';
  const forceForbiddenBy = isStopping ? guards.forbidding(ref.scope, 'force-stop') : undefined;
  const forced = isStopping ? follow.forced(ref, whose) : undefined;
  const throttled = throttledUntil(follow, ref, whose);
  // A deployment's are its service's, which only the list tells, however new the page's own answer is.
  const ofService = target?.kind === 'deployment';
  const { tags, tagsUnread } = ofService
    ? tagsNow({ inventory, accounts: places.accounts }, target)
    : heldTags(inventory, target);
  const mark = guards.productionMark(ref.scope, { tags, tagsUnread: tagsUnread || isOld });
  return {
    ...whereIs(places, ref.scope),
    ...(mark !== undefined && { production: mark }),
    ...(forbiddenBy === undefined ? {} : { forbiddenBy }),
    ...(forceForbiddenBy === undefined ? {} : { forceForbiddenBy }),
    ...(forced === undefined ? {} : { forced: forceTimes(forced) }),
    scheduleTag: scheduleTag(),
    ...(throttled === undefined ? {} : { throttledUntil: clockTime(throttled) }),
    // What is still being sent can't be let go.
    awaited: follow.mark(ref, whose) === 'requested' || watches.has(ref, whose),
    ...refusalOf(follow, ref, { whose, target }),
  };
}

/** Not while something else is asked for. */
function refusalOf(
  follow: WhereaboutsParts['follow'],
  ref: StoppableRef,
  { whose, target }: { readonly whose: Whose; readonly target: OfPage['target'] },
): Pick<Whereabouts, 'refusal'> {
  const refusal = follow.mark(ref, whose) === undefined && follow.refusal(ref, whose, target && stateOf(target));
  return refusal ? { refusal } : {};
}

/** Until when what AWS throttles is sent again at the latest; undefined where nothing is. */
function throttledUntil(follow: WhereaboutsParts['follow'], ref: StoppableRef, shown: Whose): number | undefined {
  if (follow.mark(ref, shown) !== 'sending') return undefined;
  return follow.following().findLast((one) => one.throttled && isAboutShown(one, { ref, shown }))?.throttled?.until;
}

/** Fires when what is said of places may be another. */
export function whereaboutsChanges(parts: {
  readonly settings: Pick<LiveSettings, 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'onDidChange'>;
  readonly follow: Pick<Follow, 'onDidMark' | 'onDidChangeRefusals'>;
  readonly watches: Pick<Watches, 'onDidChange'>;
}): Event<void> {
  return (listener) => {
    const releases = [
      parts.settings.onDidChange(() => listener()),
      parts.accounts.onDidChange(() => listener()),
      parts.follow.onDidMark(() => listener()),
      parts.follow.onDidChangeRefusals(() => listener()),
      parts.watches.onDidChange(() => listener()),
    ];
    return () => {
      for (const release of releases) release();
    };
  };
}
