import { type ChildrenParts, childrenOf } from './children.ts';
import type { Node } from './node.ts';

/** The first resource from the top that the filter lets pass, with all nodes above it; undefined where there is none. */
export function pathToFirstHit(parts: ChildrenParts, parent?: Node): readonly Node[] | undefined {
  for (const node of childrenOf(parts, parent)) {
    if (isHit(parts, node)) return [node];
    const rest = pathToFirstHit(parts, node);
    if (rest) return [node, ...rest];
  }
  return undefined;
}

function isHit({ daemons, members }: ChildrenParts, node: Node): boolean {
  if (node.type !== 'daemon') return node.type === 'target' || node.type === 'service';
  // A daemon is also shown where the filter asks for something that wasn't read. It may not match, so it isn't a hit.
  const daemon = daemons.find(node.scope, node.arn);
  return daemon !== undefined && members.daemonVerdict(node.scope, daemon) === 'shown';
}
