import { type Fact, known, none, unread, valueOf } from '../model/fact.ts';
import type { Inventory } from './inventory.ts';
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

/** A deployment carries its service's tags, and everything else its own alone. Of a deployment whose service isn't listed, nobody has read any. */
export function serviceTags(inventory: Pick<Inventory, 'serviceOf'>, ref: TargetRef): Fact<readonly Tag[]> {
  if (ref.kind !== 'deployment') return none;
  const service = inventory.serviceOf(ref);
  return service && service.tagsUnread !== true ? known(service.tags) : unread;
}

/**
 * As {@link serviceTags}, for what is decided now: a service whose list failed since, or is older than `oldest` (by the watcher's time, in ms), may have other tags today.
 */
export function currentServiceTags(
  inventory: Pick<Inventory, 'serviceOf' | 'status'>,
  ref: TargetRef,
  oldest: number,
): Fact<readonly Tag[]> {
  if (ref.kind !== 'deployment') return none;
  const { asOf = -Infinity, failure } = inventory.status(ref.scope, 'service');
  return failure === undefined && asOf >= oldest ? serviceTags(inventory, ref) : unread;
}

/** A deployment is called like its service. */
export function heldFacts(inventory: Pick<Inventory, 'serviceOf'>, resource: Resource | ServiceDeployment): HeldFacts {
  switch (resource.kind) {
    case 'lever':
      return { name: undefined, tags: [], tagsUnread: false };
    case 'deployment': {
      const tags = serviceTags(inventory, resource);
      return { name: nameOf(resource), tags: valueOf(tags) ?? [], tagsUnread: tags.kind === 'unread' };
    }
    case 'instance':
    case 'experiment':
    case 'service': {
      const { name, tags, tagsUnread = false } = resource;
      return { name, tags, tagsUnread };
    }
  }
}

/** The tags alone. What was never seen, or isn't there any more, has tags that nobody has read. */
export function heldTags(
  inventory: Pick<Inventory, 'serviceOf'>,
  resource: Resource | ServiceDeployment | undefined,
): Pick<HeldFacts, 'tags' | 'tagsUnread'> {
  return resource ? heldFacts(inventory, resource) : { tags: [], tagsUnread: true };
}
