/** Those ids that a text of AWS's names. Whole ids only: `i-1` is not named by a message about `i-12`. */
export function namedIn(message: string, ids: readonly string[]): readonly string[] {
  const words = new Set<string>(message.match(/[\w-]+/g));
  return ids.filter((id) => words.has(id));
}

/**
 * The part of a denial that says what is denied. The part before it names who asked, whose session can have the id of an instance: that of an instance's own role does.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function deniedResource(message: string): string {
  return /\bon resource:?\s+(\S+)/i.exec(message)?.[1] ?? '';
}
