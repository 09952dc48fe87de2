/** What of a resource AWS told in a form that can't be read. */
export interface Unreadable {
  /** The members, by AWS's names: `LaunchTime`, `Tags[2].Value`. Never empty. */
  readonly unread?: readonly string[];
  /** Not all of its tags are known: AWS left them out, or one can't be read. */
  readonly tagsUnread?: true;
}
