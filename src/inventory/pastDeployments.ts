import type { Clock } from '../base/clock.ts';
import type { AwsReads, Paged } from '../model/ports/awsReads.ts';
import { awaitAnswer, type OwedAnswer, withWait } from '../model/ports/owedAnswer.ts';
import { createEmitter, type Event } from '../base/event.ts';
import { type Failure, failed, type Outcome } from '../model/failure.ts';
import type { StoppableRef } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { type Forgettable, forgettable } from './forgettable.ts';
import { stateTraits, UNREAD_STATE } from '../model/resources/states.ts';
import { createListTokens, type ListTokens } from '../model/listTokens.ts';
import { readAnew, type ReadAnew } from '../model/ports/readAnew.ts';
import type { ServiceDeployment } from '../model/resources/deployment.ts';
import { withEarlierDetails } from '../model/resources/listedDeployment.ts';

/** The operation that lists them. */
const LISTED_BY = 'ecs:ListServiceDeployments';

/** The deployments of a service that were asked for so far, newest first. `more`: AWS has further pages. */
export interface PastDeployments {
  readonly deployments: readonly ServiceDeployment[];
  readonly loading: boolean;
  readonly more: boolean;
  /** AWS was asked for some, and hasn't answered for a while: since when, in milliseconds since the epoch by this machine's clock. */
  readonly waitingSince?: number;
  readonly failure?: Failure;
  /** Parts of these deployments that could not be read. */
  readonly gaps?: readonly Failure[];
}

/** Past deployments come a page at a time, when somebody opens a service: listing them for all would cost a call each. */
export interface PastDeploymentStore extends Forgettable {
  /** Undefined for a service that nobody has opened. */
  of(scope: Scope, serviceArn: string): PastDeployments | undefined;
  /** Finds a deployment among all that was read here. */
  find(ref: StoppableRef): ServiceDeployment | undefined;
  /**
   * Reads again the newest page of each opened service that `which` means, and further pages down to the last deployment that had not ended. What is
   * there stays until the answer comes. With `which.stale` only services are read in which something may have changed: the list failed or has gaps, or
   * it has a deployment that hasn't ended, or lacks the current one. A service that only has a deployment with an unreadable state is read half as
   * often each time that this was in vain, since the pages down to it take a call each.
   */
  refresh(which?: PastFilter): Promise<void>;
  /** Loads the first page, or the next one; after a failure, what failed. */
  load(scope: Scope, serviceArn: string): Promise<void>;
  /** The service whose pages changed. */
  readonly onDidChange: Event<{ readonly scope: Scope; readonly serviceArn: string }>;
  dispose(): void;
}

/** Which of the opened services are meant: those to which everything applies that is given. */
export interface PastFilter {
  readonly profile?: string;
  readonly scope?: Scope;
  readonly serviceArn?: string;
  /** `current`: the ARN of a service's current deployment, as it was last listed; undefined where none is known. */
  readonly stale?: { readonly current: (scope: Scope, serviceArn: string) => string | undefined };
}

interface Pages extends PastDeployments {
  readonly owed?: OwedAnswer;
  readonly scope: Scope;
  readonly serviceArn: string;
  readonly next?: string;
  /** The tokens that led to the pages that are there. */
  readonly tokens?: ListTokens;
  /** `failure` came of reading the shown deployments again, and not of reading a further page. */
  readonly isStale?: true;
  /** Those of `gaps` that the newest page has. */
  readonly newestGaps?: readonly Failure[];
  /** `tries`: how often in a row an unreadable state was read again in vain. `left`: how many listings have left it alone since. */
  readonly inVain?: { readonly tries: number; readonly left: number };
}

/** An unreadable state is asked for again at least with every 64th listing (2 to this power), however often that was in vain. */
const MOST_DOUBLINGS = 6;

/** Asks AWS when {@link PastDeploymentStore.load} or {@link PastDeploymentStore.refresh} is called, and never by itself. `onError` hears of listeners that throw. */
export function createPastDeployments(
  reads: Pick<AwsReads, 'pastDeployments'>,
  clock: Clock,
  onError: (error: unknown) => void,
): PastDeploymentStore {
  const services = new Map<string, Pages>();
  const changes = createEmitter<{ readonly scope: Scope; readonly serviceArn: string }>(onError);
  const stop = new AbortController();
  /** An AwsReads never rejects; should it do so all the same, the page says so and can be asked for again. */
  const ask = async (
    scope: Scope,
    serviceArn: string,
    next: string | undefined,
  ): Promise<Outcome<Paged<ServiceDeployment>>> => {
    try {
      return await reads.pastDeployments(scope, serviceArn, next, stop.signal);
    } catch (error) {
      onError(error);
      return failed({ kind: 'unknown', message: String(error), mayHaveHappened: false });
    }
  };

  const awaitsPages = (scope: Scope, serviceArn: string): OwedAnswer =>
    awaitAnswer(clock, () => {
      if (services.get(keyOf(scope, serviceArn))?.loading === true) changes.fire({ scope, serviceArn });
    });

  /** `asksUnread`: whether to read down to deployments whose state can't be read, too. */
  const renew = async (before: Pages, asksUnread = true): Promise<void> => {
    const { scope, serviceArn, failure: _, isStale: __, ...rest } = before;
    const key = keyOf(scope, serviceArn);
    const owed = awaitsPages(scope, serviceArn);
    const loading: Pages = { ...rest, scope, serviceArn, loading: true, owed };
    services.set(key, loading);
    // That it is being read is shown only where a failure stood: what was read before stays in sight.
    if (before.failure) changes.fire({ scope, serviceArn });
    const isWanted = () => !stop.signal.aborted && services.get(key) === loading;
    const outcome = await readAnew({
      operation: LISTED_BY,
      before: before.deployments,
      page: (next) => ask(scope, serviceArn, next),
      idOf: ({ id }) => id,
      isOver: (one) => hasEnded(one) || (!asksUnread && isUnread(one)),
      goesOn: isWanted,
    });
    owed.answered();
    if (!isWanted()) return;
    services.set(
      key,
      outcome.ok
        ? withTries(renewed(before, outcome.value), vainAfter(before, asksUnread))
        : { ...loading, loading: false, failure: outcome.failure, isStale: true },
    );
    changes.fire({ scope, serviceArn });
  };

  return {
    refresh: async (which = {}) => {
      const meant = [...services.values()].filter((pages) => isMeant(pages, which));
      const { stale } = which;
      if (stale === undefined) {
        await Promise.all(meant.map((pages) => renew(pages)));
        return;
      }
      const renewals: Promise<void>[] = [];
      for (const pages of meant) {
        const asksUnread = isTurnOfUnread(pages);
        if (asksUnread || mayHaveChanged(pages, stale)) renewals.push(renew(pages, asksUnread));
        else if (pages.deployments.some(isUnread))
          services.set(keyOf(pages.scope, pages.serviceArn), { ...pages, inVain: vainAfter(pages, false) });
      }
      await Promise.all(renewals);
    },
    of: (scope, serviceArn) => withWait(services.get(keyOf(scope, serviceArn))),
    find: (ref) => foundIn(services.values(), ref),
    load: async (scope, serviceArn) => {
      const key = keyOf(scope, serviceArn);
      const before = services.get(key);
      if (before?.loading || (before && !before.more && !before.failure)) return;
      if (before?.isStale === true) {
        await renew(before);
        return;
      }
      const deployments = before?.deployments ?? [];
      const tokens = before?.tokens ?? createListTokens(LISTED_BY);
      const next = { tokens, ...(before?.next === undefined ? {} : { next: before.next }) };
      const known = { scope, serviceArn, deployments, ...gapsOf(before?.newestGaps, before?.gaps) };
      const set = (pages: Pages): Pages => {
        services.set(key, pages);
        changes.fire({ scope, serviceArn });
        return pages;
      };
      const owed = awaitsPages(scope, serviceArn);
      const loading = set({ ...known, loading: true, more: false, ...next, owed });
      const outcome = await ask(scope, serviceArn, before?.next);
      owed.answered();
      // Forgotten, and perhaps loaded anew, meanwhile.
      if (stop.signal.aborted || services.get(key) !== loading) return;
      if (!outcome.ok) {
        set({ ...known, loading: false, more: true, failure: outcome.failure, ...next });
        return;
      }
      const { items, next: token, gaps } = outcome.value;
      const following = tokens.next(token);
      const lost = following.ok ? [] : [following.failure];
      const there = new Set(deployments.map((deployment) => deployment.id));
      const all = [...deployments, ...items.filter((deployment) => !there.has(deployment.id))];
      const newest = before === undefined || deployments.length === 0 ? gaps : before.newestGaps;
      const pages = { scope, serviceArn, deployments: all, ...gapsOf(newest, before?.gaps, gaps, lost) };
      set({ ...wholeUntil(following.ok ? following.value : undefined, pages), tokens });
    },
    ...forgettable(services, ({ scope, serviceArn }) => changes.fire({ scope, serviceArn })),
    onDidChange: changes.event,
    dispose: () => {
      stop.abort();
      changes.dispose();
    },
  };
}

const keyOf = (scope: Scope, serviceArn: string): string => `${scopeKey(scope)}/${serviceArn}`;

function foundIn(all: Iterable<Pages>, ref: StoppableRef): ServiceDeployment | undefined {
  for (const pages of all) {
    if (scopeKey(pages.scope) !== scopeKey(ref.scope)) continue;
    const found = pages.deployments.find((deployment) => deployment.id === ref.id);
    if (found) return found;
  }
  return undefined;
}

type Gaps = readonly Failure[] | undefined;

/** The newest page's gaps, and those of all pages, each once. */
function gapsOf(newest: Gaps, ...others: readonly Gaps[]): Pick<Pages, 'gaps' | 'newestGaps'> {
  const all = new Map<string, Failure>();
  for (const gap of [newest ?? [], ...others.map((it) => it ?? [])].flat()) {
    all.set(JSON.stringify([gap.kind, gap.operation, gap.code, gap.message]), gap);
  }
  if (all.size === 0) return {};
  return { gaps: [...all.values()], ...(newest !== undefined && { newestGaps: newest }) };
}

/** Whether another try may help. */
const mayPass = ({ kind }: Failure): boolean => kind !== 'denied' && kind !== 'refused';

/** Pages in the state after a good reading. `next` is the token of the page that follows; undefined where there is none. */
function wholeUntil(
  next: string | undefined,
  pages: Pick<Pages, 'scope' | 'serviceArn' | 'deployments' | 'gaps' | 'newestGaps'>,
): Pages {
  return { ...pages, loading: false, more: next !== undefined, ...(next === undefined ? {} : { next }) };
}

/** The newly read deployments, followed by those of before that still hold. */
function renewed(before: Pages, anew: ReadAnew<ServiceDeployment>): Pages {
  const { scope, serviceArn } = before;
  const { kept, newestGaps, furtherGaps, failure } = anew;
  const known = new Map(before.deployments.map((one) => [one.id, one]));
  const newest = anew.items.map((one) => withEarlierDetails(known.get(one.id), one));
  const { next, tokens = anew.tokens } = kept.length > 0 ? before : anew;
  // The kept deployments were not read again, so that the gaps that were found in them remain.
  const stays = before.gaps?.filter((gap) => before.newestGaps?.includes(gap) !== true);
  const told = gapsOf(newestGaps, furtherGaps, kept.length > 0 ? stays : undefined);
  const pages = wholeUntil(next, { scope, serviceArn, deployments: [...newest, ...kept], ...told });
  return { ...pages, tokens, ...(failure !== undefined && { failure, isStale: true }) };
}

const hasEnded = ({ status }: ServiceDeployment): boolean => stateTraits('deployment', status).final;

const isUnread = ({ status }: ServiceDeployment): boolean => status === UNREAD_STATE;

const never = { tries: 0, left: 0 };

/** Whether it is time to ask again for states that can't be read: half as often after each time that it was in vain. */
const isTurnOfUnread = ({ deployments, inVain: { tries, left } = never }: Pages): boolean =>
  left >= 2 ** Math.min(tries, MOST_DOUBLINGS) - 1 && deployments.some(isUnread);

const vainAfter = ({ inVain: { tries, left } = never }: Pages, asksUnread: boolean): typeof never =>
  asksUnread ? { tries: tries + 1, left: 0 } : { tries, left: left + 1 };

const withTries = (pages: Pages, inVain: typeof never): Pages =>
  pages.deployments.some(isUnread) ? { ...pages, inVain } : pages;

/** Whether the filter means this service's pages. Pages that are being read are new enough. */
function isMeant(pages: Pages, { profile, scope, serviceArn }: PastFilter): boolean {
  if (pages.loading) return false;
  if (profile !== undefined && pages.scope.profile !== profile) return false;
  if (scope && scopeKey(pages.scope) !== scopeKey(scope)) return false;
  return serviceArn === undefined || pages.serviceArn === serviceArn;
}

/** Whether anything of these pages may have changed, apart from states that can't be read. */
function mayHaveChanged(pages: Pages, stale: NonNullable<PastFilter['stale']>): boolean {
  if (pages.failure || pages.newestGaps?.some(mayPass) === true) return true;
  const current = stale.current(pages.scope, pages.serviceArn);
  const isThere = current === undefined || pages.deployments.some(({ id }) => id === current);
  return !isThere || !pages.deployments.every((one) => hasEnded(one) || isUnread(one));
}
