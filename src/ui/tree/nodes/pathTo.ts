import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { StoppableRef, WatchedRef } from '../../../model/resources/resource.ts';
import { type ChildrenParts, childrenOf } from './children.ts';
import * as nodes from './node.ts';
import type { Node } from './node.ts';

/** What a path is searched in. */
interface PathParts extends ChildrenParts {
  readonly pastDeployment: (ref: StoppableRef) => ServiceDeployment | undefined;
}

/** One step on the way down. `index`: the place among its siblings, as the row may be behind others that aren't shown yet. */
export interface PathStep {
  readonly node: Node;
  /** Undefined for a root. */
  readonly parent: Node | undefined;
  readonly index: number;
}

/**
 * The way from a profile down to something that can be stopped, whether or not the branches above it are open. A deployment is reached through its
 * service. Undefined where the tree doesn't show it, because it isn't listed or a filter hides it.
 */
export function pathTo(parts: PathParts, ref: WatchedRef): readonly PathStep[] | undefined {
  const { scope } = ref;
  const whole: PathParts = { ...parts, shown: () => Infinity };
  const target = wantedId(parts, ref);
  const above = new Set<string>([nodes.profileId(scope.profile), nodes.regionId(scope), ...branchesTo(ref)]);
  const search = (parent: Node | undefined): readonly PathStep[] | undefined => {
    const children = childrenOf(whole, parent);
    for (const [index, node] of children.entries()) {
      const step: PathStep = { node, parent, index };
      if (node.id === target) return [step];
      if (!above.has(node.id) && node.type !== 'bucket' && node.type !== 'cluster') continue;
      const rest = search(node);
      if (rest) return [step, ...rest];
    }
    return undefined;
  };
  return search(undefined);
}

/** The branches below its region in which it stands. */
function branchesTo({ kind, scope }: WatchedRef): readonly string[] {
  switch (kind) {
    case 'daemon':
      return [nodes.groupId(scope, 'service'), nodes.daemonsId(scope)];
    case 'deployment':
      return [nodes.groupId(scope, 'service')];
    case 'instance':
      return [nodes.groupId(scope, 'instance')];
    case 'experiment':
    case 'lever':
      return [nodes.groupId(scope, 'experiment')];
  }
}

function wantedId(parts: PathParts, ref: WatchedRef): string {
  if (ref.kind === 'daemon') return nodes.daemonId(ref.scope, ref.id);
  if (ref.kind === 'lever') return nodes.leverId(ref.scope);
  if (ref.kind !== 'deployment') return nodes.targetId(ref);
  const deployment = parts.inventory.target(ref) ?? parts.pastDeployment(ref);
  // Where ECS tells no service deployments, a deployment is known by its service's ARN.
  return nodes.serviceId(ref.scope, deployment?.kind === 'deployment' ? deployment.serviceArn : ref.id);
}
