import { runningIn } from '../../inventory/runningNow.ts';
import { refKey } from '../../model/resources/resource.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { InProgress } from './api.ts';
import { eachOnce, type FactParts } from './facts.ts';
import { readAll, type ReadingParts, unreadPlaces } from './reading.ts';

/** What *In Progress* shows, each thing once, and where more may be. */
export async function inProgress(
  parts: FactParts & ReadingParts & { readonly follow: Pick<Follow, 'isLogUnread'>; readonly now: () => number },
): Promise<InProgress> {
  const silent = await readAll(parts);
  const scopes = parts.scopes.all();
  const leaving = new Set(parts.follow.following().map(({ ref }) => refKey(ref)));
  const { levers, experiments, services, instances } = runningIn(parts.inventory, scopes, leaving);
  return {
    at: new Date(parts.now()).toISOString(),
    places: scopes,
    resources: eachOnce(parts, [...levers, ...experiments, ...services, ...instances]).map((tell) => tell()),
    unread: unreadPlaces(parts, scopes, silent),
    ...(parts.follow.isLogUnread() && { requestsUnread: true }),
  };
}
