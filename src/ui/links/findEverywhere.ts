import { locate, type LocateParts } from '../../inventory/locate.ts';
import { placesBeside } from '../../inventory/oncePerAccount.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Reference } from '../../model/reference.ts';
import type { StoppableRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';

/** Where something is, or which places could not be read. */
export interface FoundSomewhere {
  readonly ref?: StoppableRef;
  readonly unread: readonly Scope[];
}

/** A bare id tells neither account nor region. The first place that has it ends the looks at the others: an id is there once. */
export async function findEverywhere(
  reads: Pick<AwsReads, 'describe'>,
  scopes: readonly Scope[],
  { kind, id }: Reference,
  until: AbortSignal,
): Promise<FoundSomewhere> {
  // Only instances and experiments have ids that stand alone.
  if (kind === 'service') return { unread: [] };
  const over = new AbortController();
  const signal = AbortSignal.any([until, over.signal]);
  const unread: Scope[] = [];
  let find = (_: StoppableRef): void => {};
  const found = new Promise<StoppableRef>((resolve) => (find = resolve));
  const search = async (scope: Scope): Promise<void> => {
    const answer = await reads.describe(scope, kind, [id], signal);
    if (answer.ok && answer.value.targets.some((target) => target.id === id)) find({ kind, scope, id });
    else if (!answer.ok || !answer.value.missing.includes(id)) unread.push(scope);
  };
  const all = Promise.all(scopes.map(search)).then(() => undefined);
  try {
    const ref = await Promise.race([found, all]);
    return { ...(ref && { ref }), unread };
  } finally {
    over.abort();
  }
}

/** The same thing through another chosen profile of its account, where the settings let nobody act through the one that answered first. */
export function throughActing(parts: LocateParts, { kind, id }: Reference, ref: StoppableRef): StoppableRef {
  const { profile, region } = ref.scope;
  const identity = parts.accounts.of(profile);
  if (identity === undefined || parts.mayAct(ref.scope, kind)) return ref;
  const beside = placesBeside(parts.accounts, parts.scopes(), ref.scope, identity);
  const others = beside.filter((scope) => parts.mayAct(scope, kind));
  const located = locate({ ...parts, scopes: () => others }, { kind, id, account: identity.account, region });
  return located.type === 'found' ? located.ref : ref;
}
