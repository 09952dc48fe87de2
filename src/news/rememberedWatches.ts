import { identifier, member } from '../base/untrusted.ts';
import { targetKinds, type TargetRef } from '../model/resources/resource.ts';
import { parseScope } from '../model/scope.ts';

/** Something that a person wants to hear the end of. */
export interface Watch {
  readonly ref: TargetRef;
  /** What a person calls it. */
  readonly name: string;
  /** Whose it is; absent where that wasn't known. */
  readonly account?: string;
  /** The state in which it was when the watching began, by AWS's name for it. */
  readonly from: string;
}

/** What keeps watches over a reload of the window. */
export interface WatchMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const MEMORY_KEY = 'halt.watches';

/** Reads and writes what is watched. What can't be understood is left out. */
export function rememberedWatches(
  memory: WatchMemory,
  onError: (error: unknown) => void,
): { readonly read: () => readonly Watch[]; readonly write: (watches: readonly Watch[]) => void } {
  return {
    read: () => {
      const kept = memory.get(MEMORY_KEY);
      return Array.isArray(kept) ? kept.flatMap((one: unknown) => parseWatch(one) ?? []) : [];
    },
    write: (watches) => {
      memory.update(MEMORY_KEY, watches.length > 0 ? watches : undefined).then(undefined, onError);
    },
  };
}

function parseWatch(value: unknown): Watch | undefined {
  const ref = member(value, 'ref');
  const kind = targetKinds.find((one) => one === member(ref, 'kind'));
  const scope = parseScope(member(ref, 'scope'));
  const id = identifier(member(ref, 'id'));
  const [name, from, account] = ['name', 'from', 'account'].map((key) => member(value, key));
  if (!kind || !scope || id === undefined || typeof name !== 'string' || typeof from !== 'string') return undefined;
  return { ref: { kind, scope, id }, name, from, ...(typeof account === 'string' && { account }) };
}
