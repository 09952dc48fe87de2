import { MOST_NOTES } from '../../base/memberReader.ts';

/** What of a resource AWS told in a form that can't be read. */
export interface Unreadable {
  /** The members, by AWS's names: `LaunchTime`, `Tags[2].Value`. Never empty. */
  readonly unread?: readonly string[];
  /** The counts and flags, by AWS's names, that AWS always tells and whoever answered left out: what stands for them is 0 or false, and neither was told. Never empty. */
  readonly leftOut?: readonly string[];
  /** Not all of its tags are known: AWS left them out, or one can't be read. */
  readonly tagsUnread?: true;
}

/**
 * Whether a member's value is unknown, so that its absence says nothing: the member, something within it, or something around it could not be read, or was left out by AWS although AWS always tells it. Of a resource
 * with more such notes than are kept every member counts as unknown.
 */
export function isUnread({ unread = [], leftOut = [] }: Unreadable, member: string): boolean {
  return isNoted(unread, member) || isNoted(leftOut, member);
}

function isNoted(paths: readonly string[], member: string): boolean {
  if (paths.length === 0) return false;
  const own = member.toLowerCase();
  return (
    paths.length >= MOST_NOTES ||
    paths.some((path) => {
      const at = path.toLowerCase();
      return at === own || at.startsWith(`${own}.`) || at.startsWith(`${own}[`) || own.startsWith(`${at}.`);
    })
  );
}

/** A count for a person: a question mark where it can't be read or was left out, which is not 0. */
export function countOf(target: Unreadable, member: string, count: number): number | '?' {
  return isUnread(target, member) ? '?' : count;
}
