import { type Accounts, whoseIs } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { isAboutShown } from '../../stopping/follow/followed.ts';
import { knownOwner, rankOfSight, sightsPerAccount } from '../../inventory/oncePerAccount.ts';
import { arnOf } from '../../model/arn.ts';
import { type ServiceDeployment, waitingHook } from '../../model/resources/deployment.ts';
import type { Resource } from '../../model/resources/resource.ts';
import type { Tag } from '../../model/resources/tag.ts';
import { isDeploymentUnread } from '../../model/resources/service.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';
import { stateOf, type Target } from '../../model/resources/target.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import { plainStopType } from '../../stopping/operation.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import type { ResourceFacts } from './api.ts';
import { heldFacts, tagsNow } from '../../inventory/heldFacts.ts';

/** What is known of resources, and of what may be done to them. */
export interface FactParts {
  readonly inventory: Pick<Inventory, 'list' | 'target' | 'get' | 'serviceOf' | 'status' | 'seenAt'>;
  readonly accounts: Pick<Accounts, 'of' | 'failure'>;
  readonly scopes: Pick<Scopes, 'all'>;
  readonly follow: Pick<Follow, 'following'>;
  /** Of several profiles of one account, a request is about one that may act. */
  readonly guards: Pick<AskedGuards, 'forbidding' | 'mayAct' | 'productionMark'>;
}

const LONGEST_TEXT = 300;
const MOST_TAGS = 50;

/** What is said of each of these, once however many profiles of one account see it: through one by which it was asked for, else one that may act. A setting can mark one of them as production, and not the others. */
export function eachOnce(parts: FactParts, resources: readonly Resource[]): readonly (() => ResourceFacts)[] {
  const following = parts.follow.following();
  const isAsked = (ref: Resource) =>
    following.some((one) => isAboutShown(one, { ref, shown: whoseIs(parts.accounts, ref.scope.profile) }));
  const rank = (one: Resource): number => rankOfSight(isAsked(one), parts.guards.mayAct(one.scope, one.kind));
  return sightsPerAccount(resources, parts.accounts, rank).map((sights) => () => {
    const [one, ...others] = sights;
    const facts = factsOf(parts, one);
    return { ...facts, production: facts.production || others.some((other) => factsOf(parts, other).production) };
  });
}

/** What is said of one that is at hand, which counts as {@link eachOnce} has it: it is production where any profile of its account that sees it is told so. */
export function factsOfOne(parts: FactParts, one: Resource | Target): ResourceFacts {
  const facts = factsOf(parts, one);
  const owner = knownOwner(parts.accounts, one.scope.profile);
  if (facts.production || owner === undefined) return facts;
  const others = parts.scopes
    .all()
    .filter(({ profile, region }) => region === one.scope.region && knownOwner(parts.accounts, profile) === owner);
  return { ...facts, production: others.some((scope) => seenIn(parts, scope, one)?.production ?? false) };
}

/** The same thing as another profile sees it, if it does. */
function seenIn(parts: FactParts, scope: Scope, { kind, id }: Resource | Target): ResourceFacts | undefined {
  const { inventory } = parts;
  const other = kind === 'service' ? inventory.get(scope, kind, id) : inventory.target({ kind, scope, id });
  return other && factsOf(parts, other);
}

/** What is said of one resource. What AWS or somebody's tag says stands apart, so that nobody takes it for Halt's own word. */
function factsOf(parts: FactParts, resource: Resource | ServiceDeployment): ResourceFacts {
  const { scope } = resource;
  const identity = parts.accounts.of(scope.profile);
  const target = resource.kind === 'service' && resource.deployment ? resource.deployment : resource;
  const held = heldFacts(parts.inventory, resource);
  const { name, tagsUnread } = held;
  const tags = tagsOf(held.tags);
  const isTagLacking = tagsUnread || held.tags.some(({ valueUnread }) => valueUnread === true);
  const arn = arnOf(target, identity?.account);
  const forbiddenBy = parts.guards.forbidding(scope, plainStopType[target.kind]);
  return {
    kind: target.kind,
    id: target.id,
    ...(arn !== undefined && { arn }),
    profile: scope.profile,
    region: scope.region,
    ...(identity && { account: identity.account }),
    production: parts.guards.productionMark(scope, tagsNow(parts, resource)) !== undefined,
    ...(forbiddenBy !== undefined && { forbiddenBy }),
    ...(isPaused(target, parts.inventory) && { paused: true as const }),
    ...(isTagLacking && { tagsUnread: true as const }),
    untrusted: {
      ...(name !== undefined && { name: plainText(name, LONGEST_TEXT) }),
      state: plainText(stateWord(target, parts.inventory), 60),
      ...(Object.keys(tags).length > 0 && { tags }),
    },
  };
}

function stateWord(target: Resource | ServiceDeployment, inventory: Pick<Inventory, 'serviceOf'>): string {
  switch (target.kind) {
    case 'lever':
      return target.state;
    case 'service':
      return target.rolloutState ?? target.status;
    case 'deployment':
      return isAsBefore(target, inventory)
        ? (inventory.serviceOf(target)?.rolloutState ?? UNREAD_STATE)
        : stateOf(target);
    case 'instance':
    case 'experiment':
      return stateOf(target);
  }
}

/** One that couldn't be read again is kept as it was; what its service says is of now. */
function isAsBefore(deployment: ServiceDeployment, inventory: Pick<Inventory, 'serviceOf'>): boolean {
  const service = inventory.serviceOf(deployment);
  return service !== undefined && isDeploymentUnread(service);
}

const isPaused = (target: Resource | ServiceDeployment, inventory: Pick<Inventory, 'serviceOf'>): boolean =>
  target.kind === 'deployment' && waitingHook(target) !== undefined && !isAsBefore(target, inventory);

/** Those whose value could be read: an empty one is a value, too. Of keys that differ in nothing that is shown, each has its own member: none takes another one's place. */
function tagsOf(tags: readonly Tag[]): Readonly<Record<string, string>> {
  const told = new Map<string, string>();
  for (const { key, value, valueUnread } of tags) {
    if (valueUnread === true || told.size >= MOST_TAGS) continue;
    const shown = plainText(key, 128);
    let name = shown;
    for (let alike = 2; told.has(name); alike += 1) name = `${shown} (${alike})`;
    told.set(name, plainText(value, LONGEST_TEXT));
  }
  return Object.fromEntries(told);
}
