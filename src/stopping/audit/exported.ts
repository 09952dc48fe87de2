import type { AuditContent } from './auditLog.ts';

/** The log as JSON, a list of its records, to be kept elsewhere. Where lines could not be read, the last entry says how many. */
export function exportedAudit({ records, damaged }: Pick<AuditContent, 'records' | 'damaged'>): string {
  const whole: readonly unknown[] = damaged === 0 ? records : [...records, { unreadableLines: damaged }];
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
