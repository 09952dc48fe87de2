import { forbidsInPart } from '../model/guardSettings.ts';
import { mayHaveTaken } from '../history/entry.ts';
import { plainText } from '../base/plainText.ts';
import { consoleLinkTo } from '../model/accessPortal.ts';
import { arnOf, consoleUrl } from '../model/arn.ts';
import { routesInText } from '../model/destination.ts';
import { parseReference } from '../model/reference.ts';
import { shortId } from '../model/resources/target.ts';
import { savedOwner } from '../model/resources/savedPage.ts';
import type {
  Badge,
  Button,
  Elapsed,
  Notice,
  PageModel,
  PageRow,
  PageSection,
  State,
  Value,
} from '../panel/protocol/page.ts';
import { historySection, nothingRead } from './historySection.ts';
import type { PageInput } from './pageInput.ts';
import { consoleAccountWords, mono, textValue } from './pageRows.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { Unfit } from '../stopping/operation.ts';
import type { Words } from './words.ts';

/** What a page's kind decides; the rest is the same on all. */
export interface Frame {
  readonly title: string;
  readonly state: State;
  readonly elapsed?: Elapsed;
  readonly why: readonly PageRow[];
  readonly badges: readonly Badge[];
  readonly notices?: readonly Notice[];
  /** What else can be answered now, behind the stop. */
  readonly beside?: Button;
  readonly stop: {
    readonly label: string;
    /** The states in which a stop is under way, and what the button says then. */
    readonly underWay: { readonly states: readonly string[]; readonly label: string };
    readonly state: string;
    /** Why it isn't offered, if it isn't: as on the row. */
    readonly unfit: Unfit | undefined;
  };
  readonly buttons?: readonly Button[];
  readonly sections: readonly PageSection[];
  /** Members of AWS's answers that the sections looked for and that can't be read. */
  readonly unread: readonly string[];
}

/** What the pages of all kinds have in common around the frame of one. `target`: as it was last seen; undefined before anything was. */
export function pageOf(input: PageInput, frame: Frame, target: Stoppable | undefined): PageModel {
  const { ref, l10n, links, gone } = input;
  const buttons: Button[] = [
    ...(input.awaited === true
      ? [{ id: links.add({ type: 'stopWatching' }), label: l10n.t('Stop Watching'), enabled: true }]
      : []),
    { id: links.add({ type: 'reveal', ref }), label: l10n.t('Show in Tree'), enabled: !gone },
  ];
  const arn = target && arnOf(target, input.account?.id);
  if (arn !== undefined && parseReference(arn) !== undefined)
    buttons.push({ id: links.add({ type: 'copyLink', arn }), label: l10n.t('Copy Halt Link'), enabled: true });
  if (target !== undefined && input.destination?.kind !== 'simulated') {
    const link = consoleLinkTo(consoleUrl(target), input.account?.id, input.portal);
    const title = consoleAccountWords(input, link);
    const label = l10n.t('Open in AWS Console');
    buttons.push({
      id: links.add({ type: 'open', url: link.url }),
      // What the address doesn't say, the button does.
      label: link.kind === 'portal' || link.account === undefined ? label : l10n.t('{0} ({1})', label, link.account),
      enabled: true,
      ...(title !== undefined && { title }),
    });
  }
  return {
    subject: { type: 'resource', ref, ...savedOwner(input.owner) },
    title: frame.title,
    place: placeOf(input),
    // "unknown" would seem to be AWS's word for it.
    state: target === undefined && !gone ? { appearance: 'unknown', label: l10n.t('not read yet') } : frame.state,
    ...(frame.elapsed === undefined || gone ? {} : { elapsed: frame.elapsed }),
    why: frame.why,
    badges: [...destinationBadges(input), ...productionBadges(input), ...frame.badges],
    notices: [
      ...(gone ? [goneNotice(input)] : []),
      ...forbiddenNotices(input),
      ...throttledNotice(input),
      ...input.notices,
      ...(frame.notices ?? []),
      ...unreadNotice(input, frame, target),
    ],
    ...(input.forbiddenBy === undefined && stopAndBeside(input, frame, target !== undefined)),
    buttons: [...(frame.buttons ?? []), ...buttons],
    sections: [...frame.sections, historySection(input, target !== undefined)],
    ...(input.asOf === undefined ? {} : { asOf: input.asOf }),
    ...(input.clockOffset === 0 ? {} : { clockOffset: input.clockOffset }),
  };
}

function stopAndBeside(input: PageInput, { stop, beside }: Frame, isRead: boolean): Pick<PageModel, 'stop' | 'beside'> {
  return { stop: stopButton(input, stop, isRead), ...(beside === undefined || input.gone ? {} : { beside }) };
}

/** How long a request that AWS accepted counts as under way before a state says so: AWS's reads are eventually consistent. ms. */
const SETTLING = 60_000;

function stopButton({ gone, history, now, l10n }: PageInput, stop: Frame['stop'], isRead: boolean): Button {
  const requested = history.findLastIndex(
    (entry) => entry.type === 'request' && mayHaveTaken(entry.outcome) && /Stop/.test(entry.operation),
  );
  const request = history[requested];
  const isSettling =
    request?.type === 'request' &&
    request.at > now - SETTLING &&
    !history.slice(requested).some((entry) => entry.type === 'transition' && entry.subject === '');
  const isPossible = stop.unfit === undefined;
  const isUnderWay = stop.underWay.states.includes(stop.state) || (isPossible && isSettling);
  if (isUnderWay && !gone) return { id: 'stop', label: stop.underWay.label, enabled: false };
  return {
    id: 'stop',
    label: stop.label,
    enabled: isPossible && !gone,
    ...(stop.unfit === undefined ? {} : { title: isRead ? unfitWords(stop.unfit, l10n) : nothingRead(l10n) }),
  };
}

function unfitWords(unfit: Unfit, l10n: Words): string {
  switch (unfit) {
    case 'managed':
      return l10n.t('Managed by an AWS service: it can only be stopped there.');
    case 'instance-store-root':
      return l10n.t('Its root device is an instance store: it can’t be stopped, only terminated.');
    // Of other operations than the stop that a page offers.
    case 'hibernation-unread':
    case 'hibernation-not-configured':
    case 'no-waiting-hook':
    case 'state':
      return l10n.t('Nothing can be stopped in this state.');
  }
}

/** A place, in the account of what is shown, whoever its profile has led to since. */
export function placeIn<P extends Pick<PageInput, 'account'>>(place: P, account: string | undefined): P {
  return account === undefined || account === place.account?.id ? place : { ...place, account: { id: account } };
}

/** `shop-staging (111122223333)`, or the number alone where the account has no alias. */
export function accountName({ account }: Pick<PageInput, 'account'>): string | undefined {
  return account?.alias === undefined ? account?.id : `${account.alias} (${account.id ?? ''})`;
}

function placeOf({ ref, account, l10n }: PageInput): readonly Value[] {
  const who = accountName({ ...(account && { account }) });
  return [
    mono(shortId(ref)),
    textValue(l10n.t('profile {0}', ref.scope.profile)),
    ...(who === undefined ? [] : [textValue(l10n.t('account {0}', who))]),
    textValue(ref.scope.region),
  ];
}

/** Says of requests that don't go to AWS where they go; nothing of others, nor while that isn't known. */
export function destinationBadges({ destination, l10n }: Pick<PageInput, 'destination' | 'l10n'>): readonly Badge[] {
  switch (destination?.kind) {
    case 'simulated':
      return [
        { label: l10n.t('Simulated'), tone: 'info', title: l10n.t('This is the simulated AWS: nothing here is real.') },
      ];
    case 'custom': {
      const title = l10n.t('The requests of this profile go to {0}.', routesInText(destination.routes));
      return [{ label: l10n.t('Custom endpoint'), tone: 'warning', title }];
    }
    case 'aws':
    case undefined:
      return [];
  }
}

/** That what the page is about is marked as production, or may be. */
export function productionBadges({ production, l10n }: Pick<PageInput, 'production' | 'l10n'>): readonly Badge[] {
  if (production === undefined) return [];
  switch (production) {
    case 'production':
      return [
        {
          label: l10n.t('Production'),
          tone: 'warning',
          title: l10n.t('Marked as production: Halt asks for a name before it changes anything here.'),
        },
      ];
    case 'unread':
      return [
        {
          label: l10n.t('May be production'),
          tone: 'warning',
          title: l10n.t('Treated as production: what halt.production or halt.places may match here is not known.'),
        },
      ];
  }
}

/** A place where nothing may be changed says which setting forbids it, instead of offering a stop. */
function forbiddenNotices({ forbiddenBy, forceForbiddenBy, ref, l10n, links }: PageInput): readonly Notice[] {
  const setting = forbiddenBy ?? forceForbiddenBy;
  if (setting === undefined) return [];
  const { profile, region } = ref.scope;
  const button = {
    id: links.add({ type: 'openSetting', setting }),
    label: l10n.t('Open Setting'),
    enabled: true,
  };
  const words =
    forbiddenBy === undefined
      ? l10n.t('{0} doesn’t allow a force stop in {1} ({2}).', setting, profile, region)
      : forbidsInPart(forbiddenBy)
        ? l10n.t('{0} doesn’t allow every change in {1} ({2}).', forbiddenBy, profile, region)
        : l10n.t('{0} forbids changes in {1} ({2}).', forbiddenBy, profile, region);
  return [{ tone: 'info', text: words, button }];
}

function throttledNotice({ throttledUntil: until, l10n }: PageInput): readonly Notice[] {
  if (until === undefined) return [];
  const words = [
    l10n.t('AWS is throttling this account’s calls.'),
    l10n.t('Halt keeps trying until {0} at the latest.', until),
  ];
  return [{ tone: 'warning', text: words.join(' ') }];
}

function goneNotice({ l10n }: PageInput): Notice {
  return {
    tone: 'warning',
    text: l10n.t('This no longer exists in AWS. This is what Halt last saw of it.'),
  };
}

/** Beside what is shown: a row that is missing would read as "none". */
function unreadNotice({ l10n }: PageInput, { unread }: Frame, target: Stoppable | undefined): readonly Notice[] {
  const members = new Set([...(target?.unread ?? []), ...unread]);
  if (members.size === 0) return [];
  const shown = [...members]
    .slice(0, 12)
    .map((path) => plainText(path, 60))
    .join(', ');
  const left = members.size - 12;
  const what = left > 0 ? l10n.t('{0} and {1} more', shown, left) : shown;
  return [{ tone: 'warning', text: l10n.t('Couldn’t be read in AWS’s answer: {0}', what) }];
}
