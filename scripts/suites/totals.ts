export interface Totals {
  readonly passed: number;
  /** What failed, each in a line: its name and what it said first. */
  readonly failures: readonly string[];
}

/** Starts a line for each failure above the last line, where scripts/suites/steps.ts reads them. */
export const FAILED = 'failed: ';

/** A failure in a line of moderate length. */
export function failureLine(name: string, error: unknown): string {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = said instanceof Error ? said.message : String(said);
  return `${name} — ${message.split('\n', 1)[0]}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}

/** Prints what failed and the line that scripts/suites/steps.ts reads, and answers the exit status: no test at all is a failure. */
export function conclude({ passed, failures }: Totals): number {
  for (const failure of failures) process.stdout.write(`${FAILED}${failure}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}
