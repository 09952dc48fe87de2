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

/** A reference, or the deployment itself, which has the ARN of its service. */
type ServiceAsk = TargetRef & Partial<Pick<ServiceDeployment, 'serviceArn'>>;

/**
 * The tags that a deployment takes from its service; `none` for everything else, which has its own. `unread` where the deployment's service isn't
 * listed.
 */
export function serviceTags(inventory: Services, ref: ServiceAsk): Fact<readonly Tag[]> {
  return ref.kind === 'deployment' ? tagsOf(listedService(inventory, ref)) : none;
}

const tagsOf = (service: Service | undefined): Fact<readonly Tag[]> =>
  service && service.tagsUnread !== true ? known(service.tags) : unread;

/** The service of a deployment, also of one that has ended and isn't the service's current one any more. */
function listedService(inventory: Services, ref: ServiceAsk): Service | undefined {
  return inventory.get(ref.scope, 'service', ref.serviceArn ?? serviceArnIn(ref.id)) ?? inventory.serviceOf(ref);
}

/** `arn:…:service-deployment/cluster/service/id` → `arn:…:service/cluster/service`. A service whose ARN is of the old form isn't found by it. */
const serviceArnIn = (arn: string): string =>
  arn.slice(0, Math.max(0, arn.lastIndexOf('/'))).replace(':service-deployment/', ':service/');

/** {@link serviceTags}, but only if they are fresh enough to decide by: see {@link currentService}. */
export function currentServiceTags(
  inventory: Services & Pick<Inventory, 'status' | 'seenAt'>,
  ref: TargetRef,
  oldest: number,
): Fact<readonly Tag[]> {
  return ref.kind === 'deployment' ? tagsOf(currentService(inventory, ref, oldest)) : none;
}

/**
 * A deployment's service, if it is known well enough to decide something by it. Undefined where it may be another today: its list has failed since or
 * is older than `oldest` (by the poller's time, in ms), or the last listing had gaps and didn't bring it.
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

/** The name and the tags of a resource. A deployment has those of its service. */
export function heldFacts(inventory: Services, resource: Resource | ServiceDeployment): HeldFacts {
  if (resource.kind !== 'deployment') return ownFacts(resource);
  const tags = serviceTags(inventory, resource);
  return { name: nameOf(resource), tags: valueOf(tags) ?? [], tagsUnread: tags.kind === 'unread' };
}

/** The name and the tags of a resource other than a deployment, which has the tags of its service. A safety lever has neither. */
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

/**
 * The tags by which guards judge something now. Where it can't be read any more it may have been tagged since, so that the last known tags count as
 * incomplete.
 */
export function tagsNow(
  parts: AgeParts & { readonly inventory: Services },
  resource: Resource | ServiceDeployment | undefined,
): HeldTags {
  const { tags, tagsUnread } = heldTags(parts.inventory, resource);
  return { tags, tagsUnread: tagsUnread || (resource !== undefined && isAged(parts, resource)) };
}

/** {@link tagsNow} for a resource that has tags of its own or can't have any. */
export function ownTagsNow(parts: AgeParts, resource: Resource): HeldTags {
  const { tags, tagsUnread } = ownFacts(resource);
  return { tags, tagsUnread: tagsUnread || isAged(parts, resource) };
}

/** Whether its tags may have changed unseen. A safety lever never has any. */
const isAged = (parts: AgeParts, resource: Resource | ServiceDeployment): boolean =>
  resource.kind !== 'lever' && isOutdated(parts, resource);

/** The tags of a resource as last read. For one that was never seen or isn't there any more, they count as unread. */
export function heldTags(inventory: Services, resource: Resource | ServiceDeployment | undefined): HeldTags {
  return resource ? heldFacts(inventory, resource) : { tags: [], tagsUnread: true };
}
