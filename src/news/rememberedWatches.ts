import * as v from 'valibot';
import type { Memento } from '../model/ports/memento.ts';
import { daemonRefSchema, targetRefSchema } from '../model/resources/resource.ts';
import { eachSaved, savedElsewhere } from '../model/savedState.ts';

/**
 * `name`: what a person calls it. `account`: whose it is; absent where that wasn't known. `elsewhere`: what answered, where it wasn't AWS alone. `from`: the state in which it was when the watching began, by AWS's
 * name for it.
 */
const watchSchema = v.pipe(
  v.object({
    ref: v.union([targetRefSchema, daemonRefSchema]),
    name: v.string(),
    account: v.exactOptional(v.string()),
    elsewhere: v.exactOptional(savedElsewhere),
    from: v.string(),
  }),
  v.readonly(),
);

/** Something that a person wants to hear the end of. */
export type Watch = v.InferOutput<typeof watchSchema>;

const MEMORY_KEY = 'halt.watches';

/** Reads and writes what is watched. What can't be understood is left out. */
export function rememberedWatches(
  memory: Memento,
  onError: (error: unknown) => void,
): { readonly read: () => readonly Watch[]; readonly write: (watches: readonly Watch[]) => void } {
  return {
    read: () => eachSaved(watchSchema, memory.get(MEMORY_KEY)),
    write: (watches) => {
      memory.update(MEMORY_KEY, watches.length > 0 ? watches : undefined).then(undefined, onError);
    },
  };
}
