import type { refKey, TargetRef } from '../../model/resources/resource.ts';
import type { Whose } from '../../model/sight.ts';
import { isAbout, isAboutShown, type Tracked } from './followed.ts';

/**
 * What was asked for and is followed, and is in no list: its place isn't chosen any more, or not listed yet, or its profile leads to another account by now. `listed`: whose the list is that has something by
 * this reference; undefined where none has. `seen`: what is in progress by the lists, where another profile of the same account may see it.
 */
export function unlistedOf(
  leaving: readonly Tracked[],
  listed: (ref: TargetRef) => Whose | undefined,
  seen: () => readonly { readonly ref: Parameters<typeof refKey>[0]; readonly whose: Whose }[],
): readonly Tracked[] {
  const unlisted = leaving.filter((tracked) => {
    const shown = listed(tracked.ref);
    return shown === undefined || !isAboutShown(tracked, { ref: tracked.ref, shown });
  });
  if (unlisted.length === 0) return [];
  const things = seen();
  return unlisted.filter((tracked) => !things.some((thing) => isAbout(tracked, thing)));
}
