import type { refKey, TargetRef } from '../../model/resources/resource.ts';
import type { Whose } from '../../model/sight.ts';
import { isAbout, isAboutShown, type Tracked } from './followed.ts';

/**
 * The followed requests whose targets are in no list, and which therefore need rows of their own: their place isn't chosen any more or not listed
 * yet, or their profile leads to another account by now. `listed`: whose the list is that has something under a reference; undefined where none has.
 * `seen`: what the lists show as in progress, where another profile of the same account may show the target.
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
