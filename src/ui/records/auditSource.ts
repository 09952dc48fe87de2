import { commands, l10n } from 'vscode';
import * as v from 'valibot';
import type { Clock } from '../../base/clock.ts';
import { markdownText } from '../../base/plainText.ts';
import type { Button, PageModel, PageSection, State } from '../../panel/protocol/page.ts';
import { type AuditRecord, requestedAt } from '../../stopping/audit/entry.ts';
import { recentOf } from '../../stopping/follow/resume.ts';
import type { AuditReader, Follow } from '../../stopping/stopping.ts';
import { exportedAudit } from '../../stopping/audit/exported.ts';
import { heading, headingOf } from '../words/operations.ts';
import { type IsProduction, namesInShort, productionFirst, targetNameWithId, placeName } from '../words/targetNames.ts';
import {
  appearanceOf,
  knownRefusal,
  hasNoEnd,
  isOpen,
  MOST_OF_NAME,
  operationWords,
  reasonsOf,
  requestedRef,
  resultWords,
  type RequestRowParts,
  type ShownRecord,
  tableOf,
} from './auditRows.ts';
import { leftOutMarkdown, leftOutSections } from './leftOut.ts';
import type { OnPress, RecordSource } from './recordSource.ts';
import { counted } from '../words/counted.ts';

export interface AuditParts extends RequestRowParts {
  readonly audit: AuditReader;
  readonly follow: Pick<Follow, 'following'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly isProduction: IsProduction;
}

// The pages' ids, over reloads as well.
const AUDIT_LOG_ID = 'audit-log';
const RESULT_PREFIX = 'result ';

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

/** The records of the log, each without an end marked by whether one may still come. */
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
      const sections = [
        tableOf(records.toReversed(), parts, onPress, l10n.t('Halt hasn’t sent any request yet.')),
        ...leftOutSections(records.toReversed(), 'log'),
      ];
      const about = { id: AUDIT_LOG_ID, title: l10n.t('Audit Log'), state: { appearance: 'done', label } } as const;
      return recordPage({ ...about, damaged, buttons: policyButtons(records, onPress), sections });
    },
    markdown: async () => {
      const { records, damaged } = await recordsOf(parts);
      return withUnreadLines(markdownOf(l10n.t('Audit Log'), records) + leftOutMarkdown(records, 'log'), damaged);
    },
    fileName: 'halt-audit-log.json',
    exported: async () => exportedAudit(await parts.audit.readAll()),
  };
}

/** What became of these runs, target by target, what is in production first, and what they left out; what is still under way is shown as that. */
export function resultSource(runs: readonly string[], parts: AuditParts): RecordSource {
  const isOfRuns = ({ requested }: AuditRecord) => runs.includes(requested.run);
  const read = async () => {
    const { records, damaged } = await recordsOf(parts);
    return { records: records.filter(isOfRuns), damaged };
  };
  const isRisky = ({ requested }: AuditRecord) => parts.isProduction(requestedRef(requested));
  const id = `${RESULT_PREFIX}${runs.join(' ')}`;
  return {
    id,
    draw: async (onPress) => {
      const { records, damaged } = await read();
      const inOrder = productionFirst(records, isRisky);
      const rows = inOrder.toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
      const sections = [
        tableOf(rows, parts, onPress, l10n.t('The audit log no longer holds these requests.')),
        ...leftOutSections(records, 'result'),
      ];
      const about = { id, title: resultTitle(inOrder), state: stateOfRun(records) };
      return recordPage({ ...about, damaged, buttons: policyButtons(records, onPress), sections });
    },
    markdown: async () => {
      const { records, damaged } = await read();
      const title = resultTitle(productionFirst(records, isRisky));
      return withUnreadLines(markdownOf(title, records) + leftOutMarkdown(records, 'result'), damaged);
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
    ? namesInShort(records.map(({ requested }) => ({ ref: requestedRef(requested), name: requested.name })))
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

/** What was denied, whatever was asked for, tells the person to ask for the permission, with the policy that the button copies. */
function policyButtons(records: readonly ShownRecord[], onPress: OnPress): readonly Button[] {
  if (!records.some((record) => knownRefusal(record)?.kind === 'denied')) return [];
  const id = onPress('copyIamPolicy', () => commands.executeCommand('halt.copyIamPolicy'));
  return [{ id, label: l10n.t('Copy IAM Policy…'), enabled: true }];
}

function recordPage({
  damaged,
  id,
  ...about
}: {
  readonly id: string;
  readonly title: string;
  readonly state: State;
  readonly damaged: number;
  readonly buttons: readonly Button[];
  readonly sections: readonly PageSection[];
}): PageModel {
  return {
    subject: { type: 'record', id },
    place: [],
    why: [],
    badges: [],
    notices: damaged === 0 ? [] : [{ tone: 'warning', text: unreadLines(damaged) }],
    search: true,
    ...about,
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
  // Of what nobody knows it isn't said that it failed.
  const unknown = records.filter((record) => appearanceOf(record) === 'unknown').length;
  if (unknown > 0) {
    const label = counted(
      l10n.t(
        '{0, plural, one {# of {1} succeeded, {2} of unknown outcome} other {# of {1} succeeded, {2} of unknown outcome}}',
      ),
      good,
      records.length,
      unknown,
    );
    return { appearance: good + unknown === records.length ? 'unknown' : 'failed', label };
  }
  const label = counted(
    l10n.t('{0, plural, one {# of {1} succeeded} other {# of {1} succeeded}}'),
    good,
    records.length,
  );
  return { appearance: good === records.length ? 'done' : 'failed', label };
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
    const name = targetNameWithId({ ref: requestedRef(requested), name: requested.name }, MOST_OF_NAME);
    const where = `${placeName(requested)}, ${requested.account}`;
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
