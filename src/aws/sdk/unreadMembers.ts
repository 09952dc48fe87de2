import type { MemberReader } from '../../base/memberReader.ts';
import type { Failure } from '../../model/failure.ts';
import type { Unreadable } from '../../model/resources/unreadable.ts';

/** What could not be read of a resource: taken when all of it has been. */
export function unreadOf({ unread }: MemberReader): Unreadable {
  if (unread.length === 0) return {};
  const tagsUnread = unread.some((path) => /^tags\b/i.test(path));
  return { unread, ...(tagsUnread && { tagsUnread }) };
}

/** What is missing of a list of which so many members have no id that can be read: they can be neither shown nor stopped, and are not nothing. */
export function namelessGap(operation: string, count: number): readonly Failure[] {
  if (count === 0) return [];
  const message = `The answer has ${count} without an id that can be read.`;
  return [{ kind: 'malformed', message, operation, mayHaveHappened: false }];
}
