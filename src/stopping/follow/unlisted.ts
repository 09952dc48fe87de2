import type { refKey, TargetRef } from '../../model/resources/resource.ts';
import type { Whose } from '../../model/sight.ts';
import { isAbout, type Tracked } from './followed.ts';

/** What was asked for and is followed, and is in no list: its place isn't chosen any more, or not listed yet. `seen`: what is in progress by the lists, where another profile of the same account may see it. */
export function unlistedOf(
  leaving: readonly Tracked[],
  isListed: (ref: TargetRef) => boolean,
  seen: () => readonly { readonly ref: Parameters<typeof refKey>[0]; readonly whose: Whose }[],
): readonly Tracked[] {
  const unlisted = leaving.filter(({ ref }) => !isListed(ref));
  if (unlisted.length === 0) return [];
  const things = seen();
  return unlisted.filter((tracked) => !things.some((thing) => isAbout(tracked, thing)));
}
