const SECOND = 1_000;
const units = { D: 86_400 * SECOND, H: 3_600 * SECOND, M: 60 * SECOND, S: SECOND } as const;

/**
 * Milliseconds of an ISO 8601 duration in days, hours, minutes and seconds (`PT5M`, `P1DT2H`), or undefined for
 * anything else.
 */
export function durationOf(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (match === null || /[PT]$/.test(text)) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (
    Number(days) * units.D + Number(hours) * units.H + Number(minutes) * units.M + Math.round(Number(seconds) * units.S)
  );
}
