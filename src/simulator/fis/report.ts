import type { ReportConfiguration, ReportOutcome } from './definition.ts';
import { durationOf } from './duration.ts';

type ReportStatus = 'pending' | 'running' | 'completed' | 'cancelled' | 'failed';

/** The report that FIS writes after an experiment's end. Times are milliseconds since the epoch. */
export interface Report {
  status: ReportStatus;
  reason: string;
  errorCode?: string;
  s3Reports: readonly { readonly arn: string; readonly reportType: string }[];
  /** When it changes next by itself. */
  due?: number;
  outcome: ReportOutcome;
}

/** In simulated milliseconds. */
const WRITING_TAKES = 90_000;

/** A report that waits for its experiment's end. */
export function pendingReport(outcome: ReportOutcome = { type: 'completed' }): Report {
  return { status: 'pending', reason: 'Report is pending.', s3Reports: [], outcome };
}

/** Schedules the report; an experiment that never ran has none to write. */
export function endReport(report: Report, at: number, configuration: ReportConfiguration, ran: boolean): void {
  if (!ran) report.outcome = { type: 'cancelled', reason: 'Report cancelled because the experiment did not run.' };
  const wait = durationOf(configuration.postExperimentDuration ?? 'PT0S') ?? 0;
  report.due = at + (ran ? wait : 0);
}

/** Applies the change that is due. */
export function stepReport(
  report: Report,
  at: number,
  configuration: ReportConfiguration,
  partition: string,
  experimentId: string,
): void {
  delete report.due;
  const { outcome } = report;
  if (outcome.type === 'cancelled') {
    report.status = 'cancelled';
    report.reason = outcome.reason;
    return;
  }
  if (report.status === 'pending') {
    report.status = 'running';
    report.reason = 'Report is being generated.';
    report.due = at + WRITING_TAKES;
    return;
  }
  report.status = outcome.type;
  if (outcome.type === 'failed') {
    report.reason = outcome.reason;
    report.errorCode = outcome.code;
    return;
  }
  const { bucketName, prefix = '' } = configuration.outputs.s3Configuration;
  report.reason = 'Report completed.';
  report.s3Reports = ['pdf', 'csv'].map((reportType) => ({
    arn: `arn:${partition}:s3:::${bucketName}/${prefix}${experimentId}/report.${reportType}`,
    reportType,
  }));
}
