import { l10n } from 'vscode';
import { markdownText, plainText } from '../../base/plainText.ts';
import { shortId } from '../../model/resources/target.ts';
import { listValue, mono, textValue } from '../../pages/pageRows.ts';
import type { PageSection, Value } from '../../panel/protocol/page.ts';
import { type AuditRecord, requestedAt } from '../../stopping/audit/entry.ts';
import { leftOutIn } from '../../stopping/audit/leftOut.ts';
import { findingWords } from '../words/findings/findings.ts';
import { verb } from '../words/operations.ts';
import { targetName, targetNameWithId, placeName } from '../words/targetNames.ts';
import { linkToResource, linkToRow } from './resourceLinks.ts';

/** AWS’s longest name has 255 characters. */
const MOST_OF_NAME = 256;

/** `requested`: with what it was asked for. */
type LeftOutRow = ReturnType<typeof leftOutIn> & Pick<AuditRecord, 'requested'>;

/** Of one result, or of all the log: there each row says with what it was asked for, and when. */
type Of = 'result' | 'log';

const allOf = (records: readonly AuditRecord[]): readonly LeftOutRow[] =>
  records.flatMap(({ requested }) => (requested.leftOut ?? []).map((line) => ({ ...leftOutIn(line), requested })));

/** What was asked for with these requests, and not sent: the last section of a page, absent where that is nothing. */
export function leftOutSections(records: readonly AuditRecord[], of: Of): readonly PageSection[] {
  const all = allOf(records);
  if (all.length === 0) return [];
  return [
    {
      id: 'left-out',
      title: title(),
      wide: true,
      blocks: [
        {
          type: 'table',
          id: 'left-out',
          label: title(),
          columns: columns(l10n.t('Requested'), of),
          endsInSentences: true,
          rows: all.map((one) => rowOf(one, of)),
          shown: 200,
          empty: '',
        },
      ],
    },
  ];
}

/** The same below the table of a page's Markdown, with times in UTC; empty where nothing was left out. */
export function leftOutMarkdown(records: readonly AuditRecord[], of: Of): string {
  const all = allOf(records);
  if (all.length === 0) return '';
  const rows = all.map((one) => [
    targetNameWithId(one, MOST_OF_NAME),
    ...(of === 'log' ? [`${verb(one.requested.operation)} ${new Date(requestedAt(one.requested)).toISOString()}`] : []),
    placeOf(one),
    reasonsOf(one).join(' '),
  ]);
  const titles = columns(l10n.t('Time (UTC)'), of);
  const lines = [titles, titles.map(() => '---'), ...rows.map((cells) => cells.map((cell) => markdownText(cell, 400)))];
  return ['', `### ${title()}`, '', ...lines.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}

const title = () => l10n.t('Left out');
const columns = (when: string, of: Of) => [
  l10n.t('Target'),
  ...(of === 'log' ? [when] : []),
  l10n.t('Where'),
  l10n.t('Why'),
];

function rowOf(one: LeftOutRow, of: Of): readonly Value[] {
  const { ref, name, requested } = one;
  const id = shortId(ref);
  return [
    listValue([
      linkToResource(ref, targetName(one, MOST_OF_NAME)),
      ...(id === name || ref.kind === 'lever' ? [] : [mono(id)]),
    ]),
    ...(of === 'log'
      ? [listValue([textValue(verb(requested.operation)), { type: 'time', at: requestedAt(requested) }])]
      : []),
    listValue([textValue(placeOf(one)), linkToRow(ref)]),
    listValue(reasonsOf(one).map(textValue)),
  ];
}

const placeOf = ({ ref: { scope } }: LeftOutRow): string => placeName(scope);

/** A reason that only a later version of Halt knows is told by its name. */
const reasonsOf = ({ ref, why }: LeftOutRow): readonly string[] =>
  why.map((one) => (one.type === 'of-later-version' ? plainText(one.named, 80) : findingWords(one, { ref })));
