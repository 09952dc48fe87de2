import type { AuditContent } from './auditLog.ts';

/** The log as JSON for whoever keeps it: a list of its records. One that isn't whole says so in its last entry. */
export function exportedAudit({ records, damaged }: Pick<AuditContent, 'records' | 'damaged'>): string {
  const whole: readonly unknown[] = damaged === 0 ? records : [...records, { unreadableLines: damaged }];
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
