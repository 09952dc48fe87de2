import { l10n, window, workspace } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { refKey } from '../../model/resources/resource.ts';
import type { AuditReader } from '../../stopping/stopping.ts';
import type { AuditRecord } from '../../stopping/audit/entry.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import { exportUri } from '../editor/exportUri.ts';
import type { Documents, Lens } from '../editor/textDocuments.ts';
import { verdictWords } from '../words/verdicts.ts';
import { inform } from '../words/say.ts';

export interface RecordCommandParts {
  readonly audit: AuditReader;
  readonly documents: Documents;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: PlanRef) => boolean;
}

/** The commands that show and export the audit log. */
export function recordCommands(parts: RecordCommandParts) {
  return { showAuditLog: () => showAuditLog(parts), exportAuditLog: () => exportAuditLog(parts) };
}

/** The audit log as text: newest first, a paragraph per target; what Halt stopped can be started again from here. */
async function showAuditLog({ audit, documents, startable }: RecordCommandParts): Promise<void> {
  const { records, damaged } = await audit.read();
  const lines: string[] = [];
  const lenses: Lens[] = [];
  if (damaged > 0) lines.push(l10n.t('{0} lines of the log can’t be read; they are left out here.', damaged), '');
  if (records.length === 0) lines.push(l10n.t('Nothing has been stopped with Halt yet.'));
  const offered = new Set<string>();
  for (const record of records.toReversed()) {
    const { requested } = record;
    const ref = {
      kind: requested.kind,
      scope: { profile: requested.profile, region: requested.region },
      id: requested.resource,
    } as PlanRef;
    // Only at the newest entry of an instance: the older ones are history.
    if (startable(ref) && !offered.has(refKey(ref))) {
      lenses.push({
        line: lines.length,
        title: l10n.t('Start Again…'),
        command: 'halt.startInstances',
        arguments: [ref],
      });
    }
    offered.add(refKey(ref));
    lines.push(...recordLines(record).split('\n'), '');
  }
  await documents.show(l10n.t('Audit Log'), `${lines.join('\n').trimEnd()}\n`, { lenses });
}

function recordLines({ requested, answered, ended }: AuditRecord): string {
  const scope = { profile: requested.profile, region: requested.region };
  const said = answered?.error
    ? l10n.t('refused: {0} {1}', answered.error.code ?? answered.error.kind, plainText(answered.error.message, 300))
    : answered
      ? l10n.t('accepted {0}', [answered.previous, answered.current].filter(Boolean).join(' → '))
      : l10n.t('no answer was recorded');
  return [
    `${requested.time}  ${requested.action} ${describeOperation(requested)}  ${plainText(requested.name, 80)} (${requested.resource})`,
    `    ${requested.who} · ${l10n.t('account {0}', requested.account)} · ${plainText(requested.profile, 60)} · ${requested.region}`,
    requested.reason === undefined && requested.reference === undefined
      ? undefined
      : `    ${[requested.reason, requested.reference].filter(Boolean).join(' · ')}`,
    `    ${answered?.time ?? ''} ${said}${answered?.requestId === undefined ? '' : ` · ${l10n.t('request id {0}', answered.requestId)}`}`,
    ended
      ? `    ${ended.time} ${verdictWords(ended.verdict, requested.operation, scope)}`
      : `    ${l10n.t('its end was not observed yet')}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function describeOperation(requested: AuditRecord['requested']): string {
  const { type, ...parameters } = requested.operation;
  return Object.keys(parameters).length === 0 ? type : `${type} ${JSON.stringify(parameters)}`;
}

/** The whole log and its archive as JSON, where the person says. */
async function exportAuditLog({ audit }: RecordCommandParts): Promise<void> {
  const { records } = await audit.readAll();
  const target = await window.showSaveDialog({
    defaultUri: exportUri('halt-audit-log.json'),
    filters: { JSON: ['json'] },
    saveLabel: l10n.t('Export'),
    title: l10n.t('Export the audit log'),
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(`${JSON.stringify(records, undefined, 2)}\n`));
  await inform(l10n.t('{0} entries are in {1}.', records.length, target.fsPath));
}
