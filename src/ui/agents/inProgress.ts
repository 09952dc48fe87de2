import { whoseIs } from '../../inventory/accounts.ts';
import { runningIn } from '../../inventory/runningNow.ts';
import { refFor, refKey } from '../../model/resources/resource.ts';
import { unlistedOf } from '../../stopping/follow/unlisted.ts';
import { isAboutShown, type Tracked } from '../../stopping/follow/followed.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { InProgress, UnlistedRequest } from './api.ts';
import { eachOnce, type FactParts } from './facts.ts';
import { answeredAt, readAll, type ReadingParts, unreadPlaces } from './reading.ts';

/** What *In Progress* shows, each thing once, and where more may be. */
export async function inProgress(
  parts: FactParts & ReadingParts & { readonly follow: Pick<Follow, 'logLack'>; readonly now: () => number },
): Promise<InProgress> {
  const silent = await readAll(parts);
  const scopes = parts.scopes.all();
  // A start is no stop: what is asked to run isn't on its way out.
  const following = parts.follow.following().filter(({ operation }) => operation.type !== 'start');
  const leaving = new Set(
    following.flatMap((one) => {
      const shown = whoseIs(parts.accounts, one.ref.scope.profile);
      return isAboutShown(one, { ref: one.ref, shown }) ? refKey(one.ref) : [];
    }),
  );
  const { levers, experiments, services, instances } = runningIn(parts.inventory, scopes, leaving);
  const running = [...levers, ...experiments, ...services, ...instances];
  const unlisted = unlistedOf(
    following,
    (ref) => (parts.inventory.target(ref) === undefined ? undefined : whoseIs(parts.accounts, ref.scope.profile)),
    () => running.map((one) => ({ ref: refFor(one), whose: whoseIs(parts.accounts, one.scope.profile) })),
  );
  return {
    at: answeredAt(parts),
    places: scopes,
    resources: eachOnce(parts, running).map((tell) => tell()),
    unread: unreadPlaces(parts, scopes, silent),
    ...(parts.follow.logLack() !== undefined && { requestsUnread: true }),
    ...(unlisted.length > 0 && { requestsUnlisted: unlisted.map(unlistedRequest) }),
  };
}

const unlistedRequest = ({ ref, account, operation, requestedAt, clockOffset = 0 }: Tracked): UnlistedRequest => ({
  kind: ref.kind,
  id: ref.id,
  profile: ref.scope.profile,
  region: ref.scope.region,
  ...(account !== undefined && { account }),
  operation: operation.type,
  requestedAt: new Date(requestedAt + clockOffset).toISOString(),
});
