import { l10n } from 'vscode';
import { lastClockOffset } from '../../history/awsClock.ts';
import type { HistoryEntry } from '../../history/entry.ts';
import type { LastSeen } from '../../history/history.ts';
import type { StoppableRef } from '../../model/resources/resource.ts';
import { whoseOf } from '../../model/sight.ts';
import type { Notice, PageModel } from '../../panel/protocol/page.ts';
import type { Links } from '../../pages/links.ts';
import { placeIn } from '../../pages/page.ts';
import type { PageData } from '../../pages/pageData.ts';
import type { PageInput } from '../../pages/pageInput.ts';
import type { LatestResource } from '../../pages/latestResources.ts';
import { pageWords } from '../words/counted.ts';
import { refusalInFull } from '../words/changeFailures.ts';
import { failureText, failureWords } from '../words/failures.ts';
import { waitingSentence } from '../words/lack.ts';
import type { Refusal } from '../../stopping/follow/refusals.ts';
import type { PageFacts } from './panelParts.ts';

/** The page of what is known of a resource now. What can be pressed on it is noted in `links`. */
export function panelPage(
  ref: StoppableRef,
  facts: PageFacts,
  source: PageData,
  latest: LatestResource,
  links: Links,
): PageModel {
  const { history, snapshots, clock } = facts;
  const entries = history.of(ref);
  // Before it has an answer of its own, it shows what a list told.
  const listed = latest.target ? undefined : history.lastSeen(ref);
  const target = latest.target ?? listed?.target;
  const asOf = latest.asOf ?? listed?.seenAt;
  const owner = whoseOf(latest);
  const { refusal, ...whereabouts } = placeIn(
    facts.whereabouts(ref, { target, owner, isOld: latest.failure !== undefined }),
    latest.account,
  );
  // Every time on the page is on one clock: AWS's, as far as it is known.
  const clockOffset = offsetOf(latest, listed, entries);
  const input: PageInput = {
    ref,
    ...(latest.json === undefined ? {} : { json: latest.json }),
    ...(asOf === undefined ? {} : { asOf: asOf + clockOffset }),
    gone: latest.gone,
    ...whereabouts,
    owner,
    notices: [
      ...refusalNotices(latest.gone ? undefined : refusal, links),
      ...noticesOf(
        ref,
        { ...latest, waitingSince: latest.waitingSince ?? source.waitingSince() },
        { problem: history.problem(), clockOffset },
        links,
      ),
    ],
    history: entries,
    snapshots: snapshots.of(ref),
    now: clock.now() + clockOffset,
    clockOffset,
    links,
    l10n: pageWords,
    whyUnread: (failure) => failureWords(failure, ref.scope),
    instanceRef: (arn) => facts.instanceRef(ref, arn),
  };
  return source.page(input, target);
}

/** A message about it may have gone unseen. What was denied has the policy to ask for. */
function refusalNotices(refusal: Refusal | undefined, links: Links): readonly Notice[] {
  if (refusal === undefined) return [];
  const button = { id: links.add({ type: 'copyPolicy' }), label: l10n.t('Copy IAM Policy…'), enabled: true };
  const isDenied = refusal.failure.kind === 'denied';
  return [{ tone: 'warning', text: refusalInFull(refusal), ...(isDenied && { button }) }];
}

function noticesOf(
  { scope }: StoppableRef,
  { failure, waitingSince }: Pick<LatestResource, 'failure'> & { readonly waitingSince: number | undefined },
  { problem, clockOffset }: { readonly problem: string | undefined; readonly clockOffset: number },
  links: Links,
): Notice[] {
  const notices: Notice[] = [];
  if (failure !== undefined) {
    const button = { id: links.add({ type: 'refresh' }), label: l10n.t('Retry'), enabled: true };
    notices.push({ tone: 'error', text: failureText(failure, scope), button });
  }
  if (waitingSince !== undefined) notices.push({ tone: 'info', text: waitingSentence(waitingSince + clockOffset) });
  if (problem !== undefined)
    notices.push({ tone: 'warning', text: l10n.t('The history is not being kept: {0}', problem) });
  return notices;
}

/** As the answer's date tells, its own or the list's; while there is none, as the history does. An answer in which the clocks agree tells no difference: nothing is guessed beside it. */
function offsetOf(
  { asOf, clockOffset }: LatestResource,
  listed: LastSeen | undefined,
  entries: readonly HistoryEntry[],
): number {
  const told = clockOffset ?? listed?.ahead;
  if (told !== undefined) return told;
  return asOf === undefined ? lastClockOffset(entries) : 0;
}
