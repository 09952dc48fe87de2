import { l10n, type MarkdownString } from 'vscode';
import { valueOf } from '../../../model/fact.ts';
import { refFor, type TargetRef } from '../../../model/resources/resource.ts';
import { shortId } from '../../../model/resources/target.ts';
import { clockTime } from '../../words/times.ts';
import { evidence, failureWords } from '../../words/failures.ts';
import { daemonAdvice, daemonFacts, daemonState } from '../../words/daemons.ts';
import { howOld, waitingSentence, waitingWords } from '../../words/lack.ts';
import { refusalInFull } from '../../words/changeFailures.ts';
import type { ItemParts } from './rowParts.ts';
import { waitingIn, waitingProfile } from '../nodes/children.ts';
import type { Scope } from '../../../model/scope.ts';
import { owedSinceOf } from './howKnown.ts';
import { daemonsOwedSince } from './daemonRows.ts';
import { loadingSince } from './noteRow.ts';
import { type Node, RUNNING } from '../nodes/node.ts';
import { resourceTooltip } from './tooltip.ts';
import { type TooltipLine, tooltipMarkdown } from './tooltipMarkdown.ts';
import { forcedOf, observedOf, problemOf, refusalOf } from './treeItem.ts';
import { forcedInFull } from '../../words/operations.ts';
import { placeName } from '../../words/targetNames.ts';
import { shownNumber } from '../../words/counted.ts';

/** How many places a tooltip names. */
const NAMED_PLACES = 20;

/**
 * The tooltip of a row; undefined where the row says everything. `others`: the other profiles that see the same thing, where one row stands for all.
 */
export function nodeTooltip(parts: ItemParts, node: Node, others: readonly string[] = []): MarkdownString | undefined {
  const observed = observedOf(parts, node);
  if (observed) {
    const identity = parts.accounts.of(observed.scope.profile);
    const refused = parts.mark(refFor(observed)) === undefined ? refusalOf(parts, observed) : undefined;
    const forced = forcedOf(parts, observed);
    const first = [
      forced && forcedInFull(forced),
      ...[triesWords(parts, refFor(observed)), refused && refusalInFull(refused), howOld(parts, observed)],
      waitingFact(owedSinceOf(parts, observed)),
    ];
    return resourceTooltip(observed, identity, parts.told, others, first);
  }
  if (node.type === 'target') {
    const words = triesWords(parts, node.ref);
    return words === undefined ? undefined : tooltipMarkdown(shortId(node.ref), [['', words]]);
  }
  // The whole sentence, which a narrow side bar cuts in the row.
  const problem = problemOf(parts, node);
  if (problem) {
    const words = failureWords(problem.failure, problem);
    return tooltipMarkdown(words.sentence, [
      ['', words.next],
      ['', evidence(problem.failure)],
    ]);
  }
  if (node.type === 'daemon') {
    const daemon = parts.daemons.find(node.scope, node.arn);
    return (
      daemon &&
      tooltipMarkdown(
        daemon.name,
        [
          [l10n.t('Cluster'), daemon.clusterName],
          [l10n.t('State'), daemonState(daemon)],
          ...daemonFacts(daemon).map((fact) => ['', fact] as const),
          ['', daemonAdvice()],
        ],
        [],
        true,
      )
    );
  }
  if (node.type === 'profile') {
    const identity = parts.accounts.of(node.profile);
    return tooltipMarkdown(node.profile, [
      [l10n.t('Account'), identity?.account],
      [l10n.t('Account alias'), identity && valueOf(identity.alias)],
      [l10n.t('Signed in as'), identity?.arn],
      ['', waitingFact(waitingProfile(parts, node.profile))],
    ]);
  }
  if (node.type === 'region' || node.type === 'group') return waitingTooltip(parts, node);
  if (node.type === 'daemons') return waitTooltip(node.scope, daemonsOwedSince(parts, node.scope));
  if (node.type !== 'note') return undefined;
  if (node.about.type === 'unread') return unreadTooltip(parts);
  if (node.about.type !== 'loading') return undefined;
  return node.about.below === RUNNING
    ? waitingPlaces(parts)
    : waitTooltip(node.about.scope, loadingSince(parts, node.about));
}

/** While AWS throttles a request: until when Halt tries again at the latest. */
function triesWords({ mark, requests }: ItemParts, ref: TargetRef): string | undefined {
  if (mark(ref) !== 'sending') return undefined;
  const until = requests(ref).at(-1)?.throttled?.until;
  if (until === undefined) return undefined;
  const words = [
    l10n.t('AWS is throttling this account’s calls.'),
    l10n.t('Halt keeps trying until {0} at the latest.', clockTime(until)),
  ];
  return words.join(' ');
}

const waitingFact = (since: number | undefined): string | undefined =>
  since === undefined ? undefined : waitingSentence(since);

/** The tooltip of a place or a list for which AWS owes an answer: the whole sentence, which a narrow side bar cuts in the row. */
function waitingTooltip(
  { inventory }: ItemParts,
  node: Extract<Node, { type: 'region' | 'group' }>,
): MarkdownString | undefined {
  const { scope } = node;
  const since = node.type === 'region' ? waitingIn(inventory, scope) : inventory.status(scope, node.kind).waitingSince;
  return waitTooltip(scope, since);
}

const waitTooltip = (scope: Scope | undefined, since: number | undefined): MarkdownString | undefined =>
  scope && since !== undefined ? tooltipMarkdown(placeName(scope), [['', waitingSentence(since)]]) : undefined;

/** Each place where AWS owes an answer. */
function waitingPlaces(parts: ItemParts): MarkdownString | undefined {
  const { waiting } = parts.coverage();
  if (waiting.length === 0) return undefined;
  return placesTooltip(waiting.map(({ scope, since }) => [placeName(scope), () => waitingWords(since)]));
}

/** Each scope that can't be read, and why. */
function unreadTooltip(parts: ItemParts): MarkdownString {
  const { unreadable, partly } = parts.coverage();
  const places = [...unreadable, ...partly];
  return placesTooltip(
    places.map(({ scope, failure }) => [placeName(scope), () => failureWords(failure, scope).sentence]),
  );
}

/** The first places with what there is to say of each, and how many more there are: their own rows tell of each. */
function placesTooltip(all: readonly (readonly [place: string, words: () => string])[]): MarkdownString {
  const named = all.slice(0, NAMED_PLACES);
  const left = all.length - named.length;
  const facts = named.map(([place, words]): TooltipLine => [place, words()]);
  const more: TooltipLine = ['', left > 0 ? l10n.t('{0} more', shownNumber(left)) : undefined];
  return tooltipMarkdown(l10n.t('What runs there isn’t known'), [...facts, more]);
}
