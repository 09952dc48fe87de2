/** Names, tags and reasons within this length are what repeats. */
const LONGEST = 100;
/** What Halt keeps of a resource is flatter than this. */
const DEEPEST = 8;

/**
 * Has equal strings in a value be one string in memory, in place. What comes from another thread has a copy for each mention of a state, a tag
 * or a type, and in a large fleet these copies are a third of what is kept, and of what every collection of garbage has to move.
 */
export function internStrings(value: object): void {
  walk(value as Record<string, unknown>, new Map(), 0);
}

function walk(inside: Record<string, unknown>, kept: Map<string, string>, depth: number): void {
  for (const name of Object.keys(inside)) {
    const member = inside[name];
    if (typeof member === 'string') {
      if (member.length > LONGEST) continue;
      const known = kept.get(member);
      if (known === undefined) kept.set(member, member);
      else inside[name] = known;
    } else if (typeof member === 'object' && member !== null && depth < DEEPEST) {
      walk(member as Record<string, unknown>, kept, depth + 1);
    }
  }
}
