import { type ConsoleLink, consoleLinkTo } from '../model/accessPortal.ts';
import { accountOfArn } from '../model/arn.ts';
import type { Failure } from '../model/failure.ts';
import { isUnread, type Unreadable } from '../model/resources/unreadable.ts';
import type { Tag } from '../model/resources/tag.ts';
import type { PageBlock, PageRow, Value } from '../panel/protocol/page.ts';
import type { Words } from './words.ts';
import type { PageInput } from './pageInput.ts';

/** The paths of what can't be read of items that an answer beside the resource's own told. */
export const unreadIn = (items: readonly Unreadable[]): readonly string[] =>
  items.flatMap(({ unread }) => unread ?? []);

/** Words of a page. Text of AWS's stays text: no markup in it is followed. */
export const textValue = (value: string): Value => ({ type: 'text', text: value });
/** The same in letters of one width: ids, ARNs, what AWS calls things. */
export const mono = (value: string): Value => ({ type: 'text', text: value, mono: true });
/** A part of a whole in per cent, in no other size than a bar can have. */
export function shareOf(part: number, whole: number): number {
  const share = (part / whole) * 100;
  return whole > 0 && !Number.isNaN(share) ? Math.min(100, Math.max(0, share)) : 0;
}

/** Values below each other. */
export const listValue = (items: readonly Value[]): Value => ({ type: 'list', items });

/** A row, if there is something to put into it. */
export function row(label: string, value: Value | string | number | undefined): readonly PageRow[] {
  if (value === undefined || value === '') return [];
  if (typeof value === 'string') return [{ label, value: textValue(value) }];
  return [{ label, value: typeof value === 'number' ? textValue(String(value)) : value }];
}

/** `at`: ms since the epoch; without it there is no row. */
export function timeRow(label: string, at: number | undefined): readonly PageRow[] {
  return at === undefined ? [] : [{ label, value: { type: 'time', at } }];
}

/** A map of AWS's (tags, parameters) as rows in a row. */
export function pairsRow(label: string, pairs: readonly (readonly [string, string])[]): readonly PageRow[] {
  return pairs.length === 0 ? [] : [{ label, value: { type: 'rows', rows: pairRows(pairs) } }];
}

/** Tags, of which a value that can't be read is not an empty one. */
export function tagRows(tags: readonly Tag[], l10n: Words): readonly PageRow[] {
  return tags.map(({ key, value, valueUnread }) => ({
    label: key,
    value: valueUnread === true ? { type: 'quiet', text: l10n.t('can’t be read') } : mono(value),
  }));
}

/** Names and values of AWS's, such as tags, a row each. */
export function pairRows(pairs: readonly (readonly [string, string])[]): readonly PageRow[] {
  return pairs.map(([label, value]) => ({ label, value: mono(value) }));
}

/** An ARN or a name, as a link where the console has a page for it. Simulated resources have none. */
export function consoleLink(input: PageInput, label: string, url: string | undefined): Value {
  if (url === undefined || input.destination?.kind === 'simulated') return mono(label);
  const { account, portal } = input;
  // What an ARN is of can be in another account than the resource that names it.
  const link = consoleLinkTo(url, accountOfArn(label) ?? account?.id, portal);
  const title = consoleAccountWords(input, link);
  return {
    type: 'link',
    id: input.links.add({ type: 'open', url: link.url }),
    text: label,
    ...(title !== undefined && { title }),
  };
}

/** In which account a link to the console leads, or which the browser has to be signed in to. */
export function consoleAccountWords({ l10n }: Pick<PageInput, 'l10n'>, link: ConsoleLink): string | undefined {
  if (link.kind === 'portal') {
    return l10n.t('Opens in account {0} as {1}, through the AWS access portal', link.account, link.role);
  }
  return link.account === undefined
    ? undefined
    : l10n.t('The browser has to be signed in to account {0}', link.account);
}

/** What is shown of something that may be unread, and why it is where that is known. {@link nextSteps} says what to do. */
export function andWhy(value: Value, failure: Failure | undefined, { whyUnread }: Pick<PageInput, 'whyUnread'>): Value {
  return failure === undefined ? value : listValue([value, { type: 'quiet', text: whyUnread(failure).sentence }]);
}

/** What to do about what could not be read in a section, each step once: its last blocks. */
export function nextSteps(
  failures: readonly (Failure | undefined)[],
  { whyUnread }: Pick<PageInput, 'whyUnread'>,
): readonly PageBlock[] {
  const steps = failures.flatMap((failure) => (failure && whyUnread(failure).next) || []);
  return [...new Set(steps)].map((step) => ({ type: 'value', value: { type: 'quiet', text: step } }));
}

/** Why something could not be read, and what to do about it. */
export function whyAndNext(failure: Failure, { whyUnread }: Pick<PageInput, 'whyUnread'>): string {
  const { sentence, next } = whyUnread(failure);
  return `${sentence} ${next}`.trim();
}

/** Which of a deployment's alarms have triggered: `none` only where all of them could be read. */
export function triggeredAlarms(triggered: readonly string[], deployment: Unreadable, l10n: Words): Value {
  const unread: readonly Value[] = isUnread(deployment, 'alarms.triggeredAlarmNames')
    ? [{ type: 'quiet', text: l10n.t('can’t be read') }]
    : [];
  return triggered.length + unread.length === 0
    ? textValue(l10n.t('none'))
    : listValue([...triggered.map(mono), ...unread]);
}
