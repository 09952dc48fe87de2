import { type Fact, known, none, unread, valueOf } from '../model/fact.ts';
import { type AgeParts, isOutdated } from './lack.ts';
import type { Inventory } from './inventory.ts';
import type { Service } from '../model/resources/service.ts';
import type { ServiceDeployment } from '../model/resources/deployment.ts';
import type { Resource, TargetRef } from '../model/resources/resource.ts';
import type { Tag } from '../model/resources/tag.ts';
import { nameOf } from '../model/resources/target.ts';

/** What a resource is called, and the tags that decide whether it is production. */
export interface HeldFacts {
  readonly name: string | undefined;
  readonly tags: readonly Tag[];
  readonly tagsUnread: boolean;
}

/** The tags by which a guard decides, and whether some of them could not be read. */
type HeldTags = Pick<HeldFacts, 'tags' | 'tagsUnread'>;

type Services = Pick<Inventory, 'get' | 'serviceOf'>;

/** A reference, or the deployment itself, which knows its service. */
type ServiceAsk = TargetRef & Partial<Pick<ServiceDeployment, 'serviceArn'>>;

/** A deployment carries its service's tags, and everything else its own alone. Of a deployment whose service isn't listed, nobody has read any. */
export function serviceTags(inventory: Services, ref: ServiceAsk): Fact<readonly Tag[]> {
  return ref.kind === 'deployment' ? tagsOf(listedService(inventory, ref)) : none;
}

const tagsOf = (service: Service | undefined): Fact<readonly Tag[]> =>
  service && service.tagsUnread !== true ? known(service.tags) : unread;

/** Also of a deployment that is over, which isn't its service's current one any more. */
function listedService(inventory: Services, ref: ServiceAsk): Service | undefined {
  return inventory.get(ref.scope, 'service', ref.serviceArn ?? serviceArnIn(ref.id)) ?? inventory.serviceOf(ref);
}

/** `arn:…:service-deployment/cluster/service/id` → `arn:…:service/cluster/service`. A service whose ARN is of the old form isn't found by it. */
const serviceArnIn = (arn: string): string =>
  arn.slice(0, Math.max(0, arn.lastIndexOf('/'))).replace(':service-deployment/', ':service/');

/** As {@link serviceTags}, for what is decided now: see {@link currentService}. */
export function currentServiceTags(
  inventory: Services & Pick<Inventory, 'status' | 'seenAt'>,
  ref: TargetRef,
  oldest: number,
): Fact<readonly Tag[]> {
  return ref.kind === 'deployment' ? tagsOf(currentService(inventory, ref, oldest)) : none;
}

/**
 * A deployment's service, for what is decided now; undefined where it may be another today: its list failed since or is older than `oldest` (by the poller's time, in ms), or
 * the last listing, whose gaps may hide it, didn't bring it.
 */
export function currentService(
  inventory: Services & Pick<Inventory, 'status' | 'seenAt'>,
  ref: TargetRef,
  oldest: number,
): Service | undefined {
  const service = ref.kind === 'deployment' ? listedService(inventory, ref) : undefined;
  if (!service) return undefined;
  const { asOf = -Infinity, failure } = inventory.status(ref.scope, 'service');
  const seen = inventory.seenAt(ref.scope, 'service', service.id) ?? -Infinity;
  return failure === undefined && asOf >= oldest && seen >= asOf ? service : undefined;
}

/** A deployment is called like its service. */
export function heldFacts(inventory: Services, resource: Resource | ServiceDeployment): HeldFacts {
  if (resource.kind !== 'deployment') return ownFacts(resource);
  const tags = serviceTags(inventory, resource);
  return { name: nameOf(resource), tags: valueOf(tags) ?? [], tagsUnread: tags.kind === 'unread' };
}

/** Of what has tags of its own, or can have none. */
export function ownFacts(resource: Resource): HeldFacts {
  switch (resource.kind) {
    case 'lever':
      return { name: undefined, tags: [], tagsUnread: false };
    case 'instance':
    case 'experiment':
    case 'service': {
      const { name, tags, tagsUnread = false } = resource;
      return { name, tags, tagsUnread };
    }
  }
}

/** The tags by which something is judged now: what can't be read any more may have been tagged since, so that the last good ones clear nothing. */
export function tagsNow(
  parts: AgeParts & { readonly inventory: Services },
  resource: Resource | ServiceDeployment | undefined,
): HeldTags {
  const { tags, tagsUnread } = heldTags(parts.inventory, resource);
  return { tags, tagsUnread: tagsUnread || (resource !== undefined && isAged(parts, resource)) };
}

/** The same of what has tags of its own, or can have none. */
export function ownTagsNow(parts: AgeParts, resource: Resource): HeldTags {
  const { tags, tagsUnread } = ownFacts(resource);
  return { tags, tagsUnread: tagsUnread || isAged(parts, resource) };
}

/** A safety lever has no tags at any time. */
const isAged = (parts: AgeParts, resource: Resource | ServiceDeployment): boolean =>
  resource.kind !== 'lever' && isOutdated(parts, resource);

/** The tags alone. What was never seen, or isn't there any more, has tags that nobody has read. */
export function heldTags(inventory: Services, resource: Resource | ServiceDeployment | undefined): HeldTags {
  return resource ? heldFacts(inventory, resource) : { tags: [], tagsUnread: true };
}
