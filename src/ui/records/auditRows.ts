import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { leverReason, type Operation } from '../../model/operation.ts';
import type { Failure } from '../../model/failure.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { shortId } from '../../model/resources/target.ts';
import type { Scope } from '../../model/scope.ts';
import { type Whose, whoseInText, whoseOf } from '../../model/sight.ts';
import { listValue, mono, textValue } from '../../pages/pageRows.ts';
import { staysBilledWords } from '../../pages/staysBilledWords.ts';
import type { PageSection, State, Value } from '../../panel/protocol/page.ts';
import { type AuditRecord, requestedAt } from '../../stopping/audit/entry.ts';
import { meantAgain } from '../../stopping/follow/followed.ts';
import { insteadOf } from '../../stopping/operation.ts';
import { isSuccess, type Verdict } from '../../stopping/verdict.ts';
import { askersReasonWords } from '../words/asked.ts';
import { unchangedWords } from '../words/changeFailures.ts';
import { pageWords } from '../words/counted.ts';
import { verb } from '../words/operations.ts';
import { targetName, placeName } from '../words/targetNames.ts';
import { verdictWords } from '../words/verdicts.ts';
import type { Want } from '../../stopping/stopping.ts';
import type { OnPress } from './recordSource.ts';
import { linkToResource, linkToRow } from './resourceLinks.ts';

/** What the rows of requests ask. */
export interface RequestRowParts {
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef, shown: Whose) => boolean;
  /** Opens the prompt for what a row offers. */
  readonly ask: (want: Want) => Promise<void>;
}

/** A record names what it is about in full: AWS’s longest name has 255 characters. */
export const MOST_OF_NAME = 256;

/** `isPast`: the log has no end of it, and none will come: nobody follows it any more. */
export interface ShownRecord extends AuditRecord {
  readonly isPast?: true;
}

/** Nothing has said yet how it ended. */
export const isOpen = (record: ShownRecord): boolean => record.isPast !== true && hasNoEnd(record);

/** Whether the log has neither an end of it nor an answer by which AWS surely did nothing. */
export const hasNoEnd = ({ answered, ended }: AuditRecord): boolean =>
  ended === undefined && (answered?.error === undefined || answered.error.mayHaveHappened);

/** The verdicts by which nobody knows how it ended. */
const endsUnseen: ReadonlySet<Verdict['type']> = new Set(['unknown', 'unwatched', 'other-account']);

/** The colour and shape of its result: *done* only where what was asked for came about. */
export function appearanceOf(record: ShownRecord): State['appearance'] {
  const { requested, ended } = record;
  if (isOpen(record)) return 'stopping';
  if (record.isPast === true) return 'unknown';
  if (ended === undefined) return 'failed';
  if (isSuccess(ended.verdict, requested.operation)) return 'done';
  return endsUnseen.has(ended.verdict.type) ? 'unknown' : 'failed';
}

/** The records in the order given, as one section with a row each. `empty`: what is said where there are none. */
export function tableOf(
  records: readonly ShownRecord[],
  parts: RequestRowParts,
  onPress: OnPress,
  empty: string,
): PageSection {
  const offered = new Set<string>();
  // Only the newest request of a thing offers what comes next; the older ones are history.
  const newest = new Set(
    records
      .toSorted((a, b) => b.requested.time.localeCompare(a.requested.time))
      .filter(({ requested }) => {
        const key = keyOf(requested);
        return !offered.has(key) && offered.add(key);
      }),
  );
  // The account is the line's, whoever its profile leads to.
  const nextOf = (record: ShownRecord): Operation | undefined => {
    const { requested } = record;
    if (!newest.has(record)) return undefined;
    if (parts.startable(requestedRef(requested), whoseOf(requested))) return { type: 'start' };
    const failure = knownRefusal(record);
    return failure && insteadOf(requested.operation, failure);
  };
  return {
    id: 'requests',
    title: l10n.t('Requests'),
    wide: true,
    blocks: [
      {
        type: 'table',
        id: 'requests',
        label: l10n.t('Requests'),
        columns: [
          l10n.t('Target'),
          l10n.t('Result'),
          l10n.t('Requested'),
          l10n.t('Where'),
          l10n.t('Who and why'),
          l10n.t('AWS’s reply'),
        ],
        rows: records.map((record) => rowOf(record, nextOf(record), parts, onPress)),
        shown: 500,
        empty,
      },
    ],
  };
}

function rowOf(
  record: ShownRecord,
  next: Operation | undefined,
  { ask }: Pick<RequestRowParts, 'ask'>,
  onPress: OnPress,
): readonly Value[] {
  const { requested, answered } = record;
  const ref = requestedRef(requested);
  const nextButton = (operation: Operation): Value => {
    // The line tells in which account; its profile may lead to another one by now.
    const want: Want = { operation, ...meantAgain([{ ...requested, ref }]) };
    const label = operation.type === 'start' ? l10n.t('Start Again…') : l10n.t('{0}…', verb(operation));
    return {
      type: 'button',
      button: { id: onPress(`${operation.type} ${keyOf(requested)}`, () => ask(want)), label, enabled: true },
    };
  };
  const id = shortId(ref);
  return [
    listValue([
      linkToResource(ref, targetName({ ref, name: requested.name }, MOST_OF_NAME)),
      ...(id === requested.name || ref.kind === 'lever' ? [] : [mono(id)]),
    ]),
    listValue([
      { type: 'state', state: { appearance: appearanceOf(record), label: resultWords(record) } },
      ...billedOf(record),
      ...(next ? [nextButton(next)] : []),
    ]),
    listValue([textValue(operationWords(requested)), { type: 'time', at: requestedAt(requested) }]),
    listValue([
      textValue(placeName(requested)),
      { type: 'quiet', text: l10n.t('account {0}', requested.account) },
      linkToRow(ref),
    ]),
    listValue([
      mono(requested.who),
      ...(requested.via === undefined ? [] : [textValue(l10n.t('via: {0}', requested.via))]),
      ...reasonsOf(requested).map(textValue),
    ]),
    listValue([
      textValue(replyWords(record)),
      ...(answered?.requestId === undefined ? [] : [mono(answered.requestId)]),
    ]),
  ];
}

/** What a line is about. What a custom endpoint answers with can have the ids of AWS's. */
const keyOf = (requested: AuditRecord['requested']): string =>
  `${refKey(requestedRef(requested))} ${whoseInText(whoseOf(requested))}`;

/** Said of what has stopped: nothing else was promised to end the bill. */
function billedOf({ requested: { staysBilled }, ended }: AuditRecord): readonly Value[] {
  const type = ended?.verdict.type;
  const isStopped = type === 'stopped' || type === 'hibernated' || type === 'shut-down-instead';
  if (!isStopped || staysBilled === undefined) return [];
  return [{ type: 'quiet', text: l10n.t('Stays billed: {0}', staysBilledWords(staysBilled, pageWords)) }];
}

/** Why, and for which ticket: what the log alone was told, and of a safety lever what FIS was told. A reason that the person didn't write says who did. */
export function reasonsOf({ reason, reasonBy, operation, reference }: AuditRecord['requested']): readonly string[] {
  const isTheirs = reason !== undefined && reasonBy !== undefined;
  const own = isTheirs ? askersReasonWords(reasonBy === 'agent' ? 'agent' : 'extension', reason) : reason;
  return [...new Set([own, leverReason(operation), reference])].filter((words) => words !== undefined);
}

/** What was asked for, by the profile and region through which it was asked. */
export function requestedRef({ kind, profile, region, resource }: AuditRecord['requested']): TargetRef {
  return { kind, scope: { profile, region }, id: resource };
}

/** `Stop (StopInstances)`: in words, and by AWS's name for the call. */
export function operationWords({ operation, action }: AuditRecord['requested']): string {
  return `${verb(operation)} (${action})`;
}

function replyWords({ answered }: AuditRecord): string {
  if (answered === undefined) return l10n.t('none recorded');
  const { error, previous, current } = answered;
  if (error === undefined)
    return [l10n.t('accepted'), [previous, current].filter(Boolean).join(' → ')].join(' ').trim();
  return l10n.t('{0}: {1}', error.code ?? error.kind, plainText(error.message, 300));
}

/** Why AWS didn't do it, where that is known to be so. */
export function knownRefusal({ answered, ended }: AuditRecord): Failure | undefined {
  if (ended !== undefined) return ended.verdict.type === 'refused' ? ended.verdict.failure : undefined;
  return answered?.error?.mayHaveHappened === false ? answered.error : undefined;
}

/** How it ended, or why nothing came of it, or that nobody knows yet. */
export function resultWords({ requested, ended, answered, isPast }: ShownRecord): string {
  const scope: Scope = { profile: requested.profile, region: requested.region };
  if (ended !== undefined) return verdictWords(ended.verdict, requested.operation, scope);
  if (isPast === true) return l10n.t('outcome unknown; check the AWS console');
  return answered?.error !== undefined && !answered.error.mayHaveHappened
    ? unchangedWords(answered.error)
    : l10n.t('still in progress');
}
