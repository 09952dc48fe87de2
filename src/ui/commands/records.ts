import { commands, l10n, window, workspace } from 'vscode';
import { exportedAudit } from '../../stopping/audit/exported.ts';
import { exportUri } from '../editor/exportUri.ts';
import { type AuditParts, auditLogSource, unreadLines } from '../records/auditSource.ts';
import type { RecordPages } from '../records/recordPages.ts';
import { inform, warn } from '../words/say.ts';
import { counted } from '../words/counted.ts';

export interface RecordCommandParts extends AuditParts {
  readonly records: RecordPages;
}

/** The commands that show and export the audit log. */
export function recordCommands(parts: RecordCommandParts) {
  return {
    showAuditLog: () => parts.records.show(auditLogSource(parts)),
    exportAuditLog: () => exportAuditLog(parts),
  };
}

/** The whole log and its archive as JSON, where the person says. */
async function exportAuditLog({ audit }: RecordCommandParts): Promise<void> {
  const content = await audit.readAll();
  const { records, damaged } = content;
  const target = await window.showSaveDialog({
    defaultUri: exportUri('halt-audit-log.json'),
    filters: { JSON: ['json'] },
    saveLabel: l10n.t('Export'),
    title: l10n.t('Export Audit Log'),
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(exportedAudit(content)));
  const words = counted(
    l10n.t('{0, plural, one {# entry is in {1}.} other {# entries are in {1}.}}'),
    records.length,
    target.fsPath,
  );
  const open = l10n.t('Open File');
  const choice = await (damaged === 0 ? inform(words, open) : warn(`${words} ${unreadLines(damaged)}`, open));
  if (choice === open) await commands.executeCommand('vscode.open', target);
}
