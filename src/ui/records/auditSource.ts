import { l10n } from 'vscode';
import * as v from 'valibot';
import type { Clock } from '../../base/clock.ts';
import { markdownText, plainText } from '../../base/plainText.ts';
import type { Scope } from '../../model/scope.ts';
import { leverReason } from '../../model/operation.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { shortId } from '../../model/resources/target.ts';
import { list, mono, text } from '../../pages/parts.ts';
import type { PageModel, PageSection, State, Value } from '../../panel/protocol/page.ts';
import { type AuditRecord, requestedAt } from '../../stopping/audit/entry.ts';
import { meantAgain } from '../../stopping/follow/followed.ts';
import { type Whose, whoseInText, whoseOf } from '../../model/sight.ts';
import { recentOf } from '../../stopping/follow/resume.ts';
import type { AuditReader, Follow, Want } from '../../stopping/stopping.ts';
import { exportedAudit } from '../../stopping/audit/exported.ts';
import { isSuccess, type Verdict } from '../../stopping/verdict.ts';
import { askersReasonWords } from '../words/asked.ts';
import { unchangedWords } from '../words/changeFailures.ts';
import { heading, headingOf, verb } from '../words/operations.ts';
import { namesInShort, targetName, targetNameWithId } from '../words/targetNames.ts';
import { staysBilledWords } from '../../pages/staysBilledWords.ts';
import { verdictWords } from '../words/verdicts.ts';
import { leftOutMarkdown, leftOutSections } from './leftOut.ts';
import type { OnPress, RecordSource } from './recordSource.ts';
import { linkToResource, linkToRow } from './resourceLinks.ts';
import { counted, pageWords } from '../words/counted.ts';

export interface AuditParts {
  readonly audit: AuditReader;
  readonly follow: Pick<Follow, 'following'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef, shown: Whose) => boolean;
  /** Opens the prompt that starts it again. */
  readonly startAgain: (want: Want) => Promise<void>;
}

// The pages' ids, over reloads as well.
const AUDIT_LOG_ID = 'audit-log';
const RESULT_PREFIX = 'result ';

/** A record names what it is about in full: AWS’s longest name has 255 characters. */
const MOST_OF_NAME = 256;

const savedRecord = v.object({ subject: v.object({ type: v.literal('record'), id: v.string() }) });

/** The id of the record that a page had saved over a reload; undefined for every other page. */
export function savedRecordId(state: unknown): string | undefined {
  const saved = v.safeParse(savedRecord, state);
  return saved.success ? saved.output.subject.id : undefined;
}

/** The audit log or a result by its page's id: everything that such a page shows is in the audit log. */
export function auditSourceOf(id: string, parts: AuditParts): RecordSource | undefined {
  if (id === AUDIT_LOG_ID) return auditLogSource(parts);
  const runs = id.startsWith(RESULT_PREFIX) ? id.slice(RESULT_PREFIX.length).split(' ') : [];
  return runs.length === 0 ? undefined : resultSource(runs, parts);
}

/** `isPast`: the log has no end of it, and none will come: nobody follows it any more. */
interface ShownRecord extends AuditRecord {
  readonly isPast?: true;
}

/** What the log holds, and of what has no end in it whether one may still come. */
async function recordsOf({ audit, follow, clock }: AuditParts): Promise<{
  readonly records: readonly ShownRecord[];
  readonly damaged: number;
}> {
  const { records, damaged } = await audit.read();
  const awaited = new Set([
    ...recentOf(records, clock.now()).map(({ requested }) => requested.id),
    ...follow.following().map(({ id }) => id),
  ]);
  const shown = records.map((record) =>
    hasNoEnd(record) && !awaited.has(record.requested.id) ? { ...record, isPast: true as const } : record,
  );
  return { records: shown, damaged };
}

/** Everything that was sent, newest first, and what was left out of it. */
export function auditLogSource(parts: AuditParts): RecordSource {
  return {
    id: AUDIT_LOG_ID,
    draw: async (onPress) => {
      const { records, damaged } = await recordsOf(parts);
      const label = counted(
        l10n.t('{0, plural, one {# request recorded} other {# requests recorded}}'),
        records.length,
      );
      return recordPage(AUDIT_LOG_ID, l10n.t('Audit Log'), { appearance: 'done', label }, damaged, [
        tableOf(records.toReversed(), parts, onPress, l10n.t('Halt hasn’t sent any request yet.')),
        ...leftOutSections(records.toReversed(), 'log'),
      ]);
    },
    markdown: async () => {
      const { records, damaged } = await recordsOf(parts);
      return withUnreadLines(markdownOf(l10n.t('Audit Log'), records) + leftOutMarkdown(records, 'log'), damaged);
    },
    fileName: 'halt-audit-log.json',
    exported: async () => exportedAudit(await parts.audit.readAll()),
  };
}

/** What became of these runs, target by target, and what they left out; what is still under way is shown as that. */
export function resultSource(runs: readonly string[], parts: AuditParts): RecordSource {
  const isOfRuns = ({ requested }: AuditRecord) => runs.includes(requested.run);
  const read = async () => {
    const { records, damaged } = await recordsOf(parts);
    return { records: records.filter(isOfRuns), damaged };
  };
  const id = `${RESULT_PREFIX}${runs.join(' ')}`;
  return {
    id,
    draw: async (onPress) => {
      const { records, damaged } = await read();
      const rows = records.toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
      return recordPage(id, resultTitle(records), stateOfRun(records), damaged, [
        tableOf(rows, parts, onPress, l10n.t('The audit log no longer holds these requests.')),
        ...leftOutSections(records, 'result'),
      ]);
    },
    markdown: async () => {
      const { records, damaged } = await read();
      return withUnreadLines(markdownOf(resultTitle(records), records) + leftOutMarkdown(records, 'result'), damaged);
    },
    fileName: 'halt-result.json',
    exported: async () => {
      const { records, damaged } = await parts.audit.read();
      return exportedAudit({ records: records.filter(isOfRuns), damaged });
    },
  };
}

/** How many lines are missing where the log is shown or handed on. */
export const unreadLines = (count: number): string =>
  counted(
    l10n.t(
      '{0, plural, one {# line of the log can’t be read and is left out.} other {# lines of the log can’t be read and are left out.}}',
    ),
    count,
  );

const withUnreadLines = (table: string, damaged: number): string =>
  damaged === 0 ? table : `${table}\n${unreadLines(damaged)}\n`;

/** Says what was asked for, as the plan's title does: `Result: Stop 379 EC2 instances`. Runs that asked for different things are named by their targets. */
function resultTitle(records: readonly AuditRecord[]): string {
  const [first, ...more] = records.map(({ requested }) => requested);
  if (first === undefined) return l10n.t('Result');
  const isSame = more.every(({ operation }) => heading(operation, 1) === heading(first.operation, 1));
  const what = !isSame
    ? namesInShort(records.map(({ requested }) => ({ ref: refOf(requested), name: requested.name })))
    : headingOf(
        first.operation,
        records.map(({ requested }) => requested),
      );
  return l10n.t('Result: {0}', what);
}

/** What didn't go as asked is read first, then what isn't known or is still under way. */
function urgencyOf(record: ShownRecord): number {
  const order = ['failed', 'unknown', 'stopping'];
  const place = order.indexOf(appearanceOf(record));
  return place === -1 ? order.length : place;
}

function recordPage(
  id: string,
  title: string,
  state: State,
  damaged: number,
  sections: readonly PageSection[],
): PageModel {
  return {
    subject: { type: 'record', id },
    title,
    place: [],
    state,
    why: [],
    badges: [],
    notices: damaged === 0 ? [] : [{ tone: 'warning', text: unreadLines(damaged) }],
    buttons: [],
    search: true,
    sections,
  };
}

function stateOfRun(records: readonly ShownRecord[]): State {
  if (records.length === 0) return { appearance: 'unknown', label: l10n.t('not recorded') };
  const open = records.filter((record) => isOpen(record)).length;
  const good = records.filter((record) => appearanceOf(record) === 'done').length;
  if (open > 0) {
    const label = counted(
      l10n.t(
        '{0, plural, one {# of {1} succeeded, {2} still in progress} other {# of {1} succeeded, {2} still in progress}}',
      ),
      good,
      records.length,
      open,
    );
    return { appearance: 'stopping', label };
  }
  const label = counted(
    l10n.t('{0, plural, one {# of {1} succeeded} other {# of {1} succeeded}}'),
    good,
    records.length,
  );
  return { appearance: good === records.length ? 'done' : 'failed', label };
}

/** Nothing has said yet how it ended. */
const isOpen = (record: ShownRecord): boolean => record.isPast !== true && hasNoEnd(record);

const hasNoEnd = ({ answered, ended }: AuditRecord): boolean =>
  ended === undefined && (answered?.error === undefined || answered.error.mayHaveHappened);

/** The verdicts by which nobody knows how it ended. */
const endsUnseen: ReadonlySet<Verdict['type']> = new Set(['unknown', 'unwatched', 'other-account']);

function appearanceOf(record: ShownRecord): State['appearance'] {
  const { requested, ended } = record;
  if (isOpen(record)) return 'stopping';
  if (record.isPast === true) return 'unknown';
  if (ended === undefined) return 'failed';
  if (isSuccess(ended.verdict, requested.operation)) return 'done';
  return endsUnseen.has(ended.verdict.type) ? 'unknown' : 'failed';
}

function tableOf(records: readonly ShownRecord[], parts: AuditParts, onPress: OnPress, empty: string): PageSection {
  const offered = new Set<string>();
  // Only the newest request of an instance offers to start it again; the older ones are history.
  const newest = new Set(
    records
      .toSorted((a, b) => b.requested.time.localeCompare(a.requested.time))
      .filter(({ requested }) => {
        const key = `${refKey(refOf(requested))} ${whoseInText(whoseOf(requested))}`;
        return !offered.has(key) && offered.add(key);
      }),
  );
  // The account is the line's, whoever its profile leads to.
  const isStartable = ({ requested }: ShownRecord) => parts.startable(refOf(requested), whoseOf(requested));
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
        rows: records.map((record) => rowOf(record, newest.has(record) && isStartable(record), parts, onPress)),
        shown: 500,
        empty,
      },
    ],
  };
}

function rowOf(
  record: ShownRecord,
  startable: boolean,
  { startAgain }: Pick<AuditParts, 'startAgain'>,
  onPress: OnPress,
): readonly Value[] {
  const { requested, answered } = record;
  const ref = refOf(requested);
  // The line tells in which account; its profile may lead to another one by now.
  const want: Want = { operation: { type: 'start' }, ...meantAgain([{ ...requested, ref }]) };
  const again: Value = {
    type: 'button',
    button: {
      id: onPress(`start ${refKey(ref)}`, () => startAgain(want)),
      label: l10n.t('Start Again…'),
      enabled: true,
    },
  };
  const id = shortId(ref);
  return [
    list([
      linkToResource(ref, targetName({ ref, name: requested.name }, MOST_OF_NAME)),
      ...(id === requested.name || ref.kind === 'lever' ? [] : [mono(id)]),
    ]),
    list([
      { type: 'state', state: { appearance: appearanceOf(record), label: resultWords(record) } },
      ...billedOf(record),
      ...(startable ? [again] : []),
    ]),
    list([text(operationWords(requested)), { type: 'time', at: requestedAt(requested) }]),
    list([
      text(`${requested.profile} (${requested.region})`),
      { type: 'quiet', text: l10n.t('account {0}', requested.account) },
      linkToRow(ref),
    ]),
    list([
      mono(requested.who),
      ...(requested.via === undefined ? [] : [text(l10n.t('via: {0}', requested.via))]),
      ...reasonsOf(requested).map(text),
    ]),
    list([text(replyWords(record)), ...(answered?.requestId === undefined ? [] : [mono(answered.requestId)])]),
  ];
}

/** Said of what has stopped: nothing else was promised to end the bill. */
function billedOf({ requested: { staysBilled }, ended }: AuditRecord): readonly Value[] {
  const type = ended?.verdict.type;
  const isStopped = type === 'stopped' || type === 'hibernated' || type === 'shut-down-instead';
  if (!isStopped || staysBilled === undefined) return [];
  return [{ type: 'quiet', text: l10n.t('Stays billed: {0}', staysBilledWords(staysBilled, pageWords)) }];
}

/** Why, and for which ticket: what the log alone was told, and of a safety lever what FIS was told. A reason that the person didn't write says who did. */
function reasonsOf({ reason, reasonBy, operation, reference }: AuditRecord['requested']): readonly string[] {
  const isTheirs = reason !== undefined && reasonBy !== undefined;
  const own = isTheirs ? askersReasonWords(reasonBy === 'agent' ? 'agent' : 'extension', reason) : reason;
  return [...new Set([own, leverReason(operation), reference])].filter((words) => words !== undefined);
}

function refOf({ kind, profile, region, resource }: AuditRecord['requested']): TargetRef {
  return { kind, scope: { profile, region }, id: resource };
}

function operationWords({ operation, action }: AuditRecord['requested']): string {
  return `${verb(operation)} (${action})`;
}

function replyWords({ answered }: AuditRecord): string {
  if (answered === undefined) return l10n.t('none recorded');
  const { error, previous, current } = answered;
  if (error === undefined)
    return [l10n.t('accepted'), [previous, current].filter(Boolean).join(' → ')].join(' ').trim();
  return l10n.t('{0}: {1}', error.code ?? error.kind, plainText(error.message, 300));
}

function resultWords({ requested, ended, answered, isPast }: ShownRecord): string {
  const scope: Scope = { profile: requested.profile, region: requested.region };
  if (ended !== undefined) return verdictWords(ended.verdict, requested.operation, scope);
  if (isPast === true) return l10n.t('outcome unknown; check the AWS console');
  return answered?.error !== undefined && !answered.error.mayHaveHappened
    ? unchangedWords(answered.error)
    : l10n.t('still in progress');
}

/** A summary for an incident's notes: who did what, where and why, with AWS's request ids and how each ended. Times in UTC. */
function markdownOf(title: string, records: readonly ShownRecord[]): string {
  const cell = (words: string | undefined): string => markdownText(words ?? '', 400);
  const columns = [
    l10n.t('Time (UTC)'),
    l10n.t('Target'),
    l10n.t('Where'),
    l10n.t('Operation'),
    l10n.t('Who'),
    l10n.t('Reason'),
    l10n.t('Request ID'),
    l10n.t('Result'),
  ];
  const rows = records.map((record) => {
    const { requested, answered } = record;
    const name = targetNameWithId({ ref: refOf(requested), name: requested.name }, MOST_OF_NAME);
    const where = `${requested.profile} (${requested.region}), ${requested.account}`;
    const via = requested.via === undefined ? undefined : l10n.t('via: {0}', requested.via);
    const why = [via, ...reasonsOf(requested)].filter(Boolean).join(', ');
    const cells = [
      new Date(requestedAt(requested)).toISOString(),
      name,
      where,
      operationWords(requested),
      requested.who,
      why,
    ];
    return `| ${[...cells, answered?.requestId, resultWords(record)].map(cell).join(' | ')} |`;
  });
  const head = [`| ${columns.join(' | ')} |`, `|${columns.map(() => ' --- ').join('|')}|`];
  return [`## Halt: ${markdownText(title)}`, '', ...head, ...rows, ''].join('\n');
}
