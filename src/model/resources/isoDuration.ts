const YEAR = 366 * 86_400_000;
const PATTERN = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in days and smaller (`PT5M`), as FIS's actions take it; undefined for any other text, and above a year, which is longer than AWS lets anything run. */
export function isoDuration(text: string | undefined): number | undefined {
  const match = PATTERN.exec(text ?? '');
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const duration = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1_000;
  return duration <= YEAR ? duration : undefined;
}
