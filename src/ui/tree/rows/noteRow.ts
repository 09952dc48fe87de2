import { l10n } from 'vscode';
import type { Failure } from '../../../model/failure.ts';
import { plainText } from '../../../base/plainText.ts';
import { failureWords } from '../../words/failures.ts';
import { scopeFailure } from '../nodes/children.ts';
import { icon, problemIcon } from './icons.ts';
import type { ItemParts } from './rowParts.ts';
import { daemonsId, type EmptyKind, type NoteAbout, RUNNING } from '../nodes/node.ts';
import { dotted, type TreeRow } from './resourceRow.ts';
import type { Coverage } from '../../../inventory/coverage.ts';
import { counted, shownNumber } from '../../words/counted.ts';
import { waitingWords } from '../../words/lack.ts';
import { placeList } from '../../words/places/planPlaces.ts';
import { fileFaultWords } from '../../words/fileFaults.ts';
import { placeName } from '../../words/targetNames.ts';

/** How many places a row names. */
const NAMED_PLACES = 3;

/** The failure that a note tells, if it tells one. */
export function noteFailure(
  parts: ItemParts,
  about: NoteAbout,
): { readonly failure: Failure; readonly profile?: string; readonly region?: string } | undefined {
  switch (about.type) {
    case 'scope-failure': {
      const failure = scopeFailure(parts.inventory, about.scope);
      return failure && { failure, ...about.scope };
    }
    case 'list-failure': {
      const failure = ofItsParent(parts, about)?.failure ?? listFailure(parts, about);
      return failure && { failure, ...about.scope };
    }
    case 'gap': {
      const { gaps } = ofItsParent(parts, about) ?? parts.inventory.status(about.scope, about.kind);
      const failure = gaps?.[about.index];
      return failure && { failure, ...about.scope };
    }
    case 'config': {
      const [failure] = problemsOf(parts, about.path);
      return failure && { failure };
    }
    default:
      return undefined;
  }
}

const problemsOf = ({ scopes }: ItemParts, path: string) => scopes.problems().filter(({ file }) => file?.path === path);

type OfList = Extract<NoteAbout, { type: 'list-failure' | 'gap' }>;

const listFailure = (parts: ItemParts, { scope, kind }: OfList) => parts.inventory.status(scope, kind).failure;

/** Since when AWS owes the answer that a “Loading…” row waits for, by AWS's clock as the place's list told it. */
export function loadingSince(
  parts: ItemParts,
  { below, scope }: Extract<NoteAbout, { type: 'loading' }>,
): number | undefined {
  if (scope === undefined) return undefined;
  const since = ofItsParent(parts, { below, scope })?.waitingSince;
  return since === undefined ? undefined : since + (parts.inventory.status(scope, 'service').clockOffset ?? 0);
}

/** What the parent of a note knows, if that isn't a list: below a service, its past deployments; below the row of managed daemons, these. */
function ofItsParent(
  parts: ItemParts,
  about: Pick<OfList, 'below' | 'scope'>,
): { readonly failure?: Failure; readonly gaps?: readonly Failure[]; readonly waitingSince?: number } | undefined {
  if (about.below === daemonsId(about.scope)) return parts.daemons.of(about.scope);
  const arn = about.below.startsWith('service/') ? about.below.slice(about.below.indexOf('arn:')) : undefined;
  return arn === undefined ? undefined : parts.past.of(about.scope, arn);
}

/** The profiles that can't be read before the person signs in. */
export function profilesToSignIn({ unreadable, partly }: Coverage) {
  const waiting = [...unreadable, ...partly].filter(
    ({ scope, failure }) => failureWords(failure, scope).action === 'sign-in',
  );
  return [...new Set(waiting.map(({ scope }) => scope.profile))];
}

/** What helps against the failure of a note; undefined where it tells of none. */
export function noteAction(parts: ItemParts, about: NoteAbout) {
  if (about.type === 'unread') return profilesToSignIn(parts.coverage()).length > 0 ? 'sign-in' : 'retry';
  const found = noteFailure(parts, about);
  return found && failureWords(found.failure, found).action;
}

/** The row of a note: why something below a node isn't there, or isn't known, in words and with its icon. */
export function noteRow(parts: ItemParts, about: NoteAbout): TreeRow {
  const plain = (label: string, id: string): TreeRow => ({
    label,
    description: '',
    spoken: label,
    icon: icon(id, 'descriptionForeground'),
  });
  switch (about.type) {
    case 'no-regions':
      return plain(l10n.t('No region is chosen: choose regions'), 'globe');
    case 'empty':
      return plain(emptyWords[about.kind](), 'dash');
    case 'filtered':
      return plain(
        counted(
          l10n.t('{0, plural, one {# filtered out. Clear filter} other {All # filtered out. Clear filter}}'),
          about.all,
        ),
        'filter',
      );
    case 'hidden':
      return plain(
        counted(l10n.t('{0, plural, one {# hidden. Show hidden} other {# hidden. Show hidden}}'), about.all),
        'eye-closed',
      );
    case 'loading':
      return loadingRow(parts, about);
    case 'unread':
      return unreadRow(parts);
    case 'requests-unread':
      return requestsUnreadRow();
    case 'config':
      return configRow(parts, about.path);
    case 'more':
      return plain(
        about.left > 0
          ? counted(l10n.t('{0, plural, one {Load more (# not shown)} other {Load more (# not shown)}}'), about.left)
          : l10n.t('Load older deployments'),
        'ellipsis',
      );
    default: {
      const found = noteFailure(parts, about);
      if (!found) return plain(l10n.t('Solved'), 'check');
      const words = failureWords(found.failure, found);
      const label =
        about.type === 'list-failure' && about.kind === 'lever'
          ? l10n.t('Safety lever: {0}', words.sentence)
          : words.sentence;
      return {
        label,
        description: words.next,
        icon: problemIcon(),
        spoken: l10n.t('Problem: {0} {1}', label, words.next),
      };
    }
  }
}

/**
 * A “Loading…” row, with since when AWS owes the answer. In *In Progress* it also names the places that haven't answered, as no row above names one.
 */
function loadingRow(parts: ItemParts, about: Extract<NoteAbout, { type: 'loading' }>): TreeRow {
  const label = l10n.t('Loading…');
  const waiting = about.below === RUNNING ? parts.coverage().waiting : [];
  const since = loadingSince(parts, about);
  const places = waiting.map(({ scope }) => scope);
  const description =
    waiting.length === 0
      ? since === undefined
        ? ''
        : waitingWords(since)
      : dotted(waitingWords(Math.min(...waiting.map((place) => place.since))), placeList(places, NAMED_PLACES));
  const spoken = description === '' ? label : l10n.t('{0}, {1}', label, description);
  return { label, description, icon: icon('loading~spin', 'descriptionForeground'), spoken };
}

/** The row of a broken config file. The line's number stands first and in few words, as a side bar is narrow. */
function configRow(parts: ItemParts, path: string): TreeRow {
  const [failure, ...more] = problemsOf(parts, path);
  const { file } = failure ?? {};
  if (!failure || !file) return { label: l10n.t('Solved'), description: '', icon: icon('check'), spoken: '' };
  const { line } = file;
  const shown = plainText(file.shown, 200);
  const label =
    line === undefined ? failureWords(failure).sentence : l10n.t('Line {0} of {1} isn’t valid', line, shown);
  const rest = more.length > 0 ? l10n.t('… and {0} more', shownNumber(more.length)) : undefined;
  const what = line === undefined ? undefined : fileFaultWords(file.fault);
  const description = [what, rest].filter((part) => part !== undefined).join(' ');
  return { label, description, icon: problemIcon(), spoken: l10n.t('Problem: {0} {1}', label, description) };
}

/** The row that says of how many places *In Progress* knows nothing, or not everything. */
function unreadRow(parts: ItemParts): TreeRow {
  const { unreadable, partly } = parts.coverage();
  const count = unreadable.length + partly.length;
  const label =
    partly.length === 0
      ? counted(l10n.t('{0, plural, one {# place can’t be read} other {# places can’t be read}}'), count)
      : counted(
          l10n.t('{0, plural, one {# place can’t be read completely} other {# places can’t be read completely}}'),
          count,
        );
  const places = [...unreadable, ...partly].map(({ scope }) => placeName(scope));
  const description = [...places.slice(0, 3), ...(places.length > 3 ? ['…'] : [])].join(', ');
  return { label, description, icon: problemIcon(), spoken: l10n.t('Problem: {0}: {1}', label, places.join(', ')) };
}

/** The row that says that earlier requests can't be read: they are known from Halt's log alone. */
function requestsUnreadRow(): TreeRow {
  const label = l10n.t('What was requested before can’t be read');
  const description = l10n.t('Show Audit Log');
  return { label, description, icon: problemIcon(), spoken: l10n.t('Problem: {0} {1}', label, description) };
}

const emptyWords = {
  instance: () => l10n.t('No instances'),
  service: () => l10n.t('No services'),
  experiment: () => l10n.t('No experiments in the last 120 days'),
  daemon: () => l10n.t('No managed daemons'),
  deployment: () => l10n.t('AWS lists no deployment of this service'),
} as const satisfies Record<EmptyKind, () => string>;
