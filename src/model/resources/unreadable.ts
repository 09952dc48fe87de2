import { MOST_NOTES } from '../../base/memberReader.ts';

/** What of a resource AWS told in a form that can't be read. */
export interface Unreadable {
  /** The members, by AWS's names: `LaunchTime`, `Tags[2].Value`. Never empty. */
  readonly unread?: readonly string[];
  /** Not all of its tags are known: AWS left them out, or one can't be read. */
  readonly tagsUnread?: true;
}

/** Whether a member, or something within it, could not be read, so that its absence says nothing. Of a resource with more notes than are kept that holds of every member. */
export function isUnread({ unread = [] }: Unreadable, member: string): boolean {
  const own = member.toLowerCase();
  return (
    unread.length >= MOST_NOTES ||
    unread.some((path) => {
      const at = path.toLowerCase();
      return at === own || at.startsWith(`${own}.`) || at.startsWith(`${own}[`);
    })
  );
}
