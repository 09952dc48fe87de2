import type { Inventory } from './inventory.ts';
import type { ServiceDeployment } from '../model/resources/deployment.ts';
import type { Resource } from '../model/resources/resource.ts';
import type { Tag } from '../model/resources/tag.ts';
import { nameOf } from '../model/resources/target.ts';

/** What a resource is called, and the tags that decide whether it is production. */
export interface HeldFacts {
  readonly name: string | undefined;
  readonly tags: readonly Tag[];
  readonly tagsUnread: boolean;
}

/** A deployment is called like its service and carries its service's tags; of one whose service isn't listed, nobody has read any. */
export function heldFacts(inventory: Pick<Inventory, 'serviceOf'>, resource: Resource | ServiceDeployment): HeldFacts {
  switch (resource.kind) {
    case 'lever':
      return { name: undefined, tags: [], tagsUnread: false };
    case 'deployment': {
      const service = inventory.serviceOf(resource);
      const name = nameOf(resource);
      return { name, tags: service?.tags ?? [], tagsUnread: service === undefined || service.tagsUnread === true };
    }
    case 'instance':
    case 'experiment':
    case 'service': {
      const { name, tags, tagsUnread = false } = resource;
      return { name, tags, tagsUnread };
    }
  }
}
