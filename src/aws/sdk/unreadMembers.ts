import { MemberReader } from '../../base/memberReader.ts';
import { identifier, isNothing, list, record } from '../../base/untrusted.ts';
import { malformed, type Failure } from '../../model/failure.ts';
import { isUnread, type Unreadable } from '../../model/resources/unreadable.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';

/** What could not be read of a resource, and what its answer left out: taken when all of it has been. */
export function unreadOf(from: MemberReader): Unreadable {
  const { unread } = from;
  const left = from.leftOut.length > 0 && { leftOut: from.leftOut };
  if (unread.length === 0) return { ...left };
  const tagsUnread = isUnread({ unread }, 'tags');
  return { unread, ...left, ...(tagsUnread && { tagsUnread }) };
}

/** A reader for each member of an answer's list, with notes of its own. What is no record is one of which nothing can be read. */
export function itemsOf(body: Readonly<Record<string, unknown>>, key: string): readonly MemberReader[] {
  return list(body[key]).flatMap((item, index) => {
    if (isNothing(item)) return [];
    const from = new MemberReader(item, `${key}[${index}]`);
    if (record(item) === undefined) from.note();
    return [from];
  });
}

/** How many members of an answer's list are no identifiers that can be read. */
export function namelessIn(body: Readonly<Record<string, unknown>>, key: string): number {
  return list(body[key]).filter((item) => !isNothing(item) && identifier(item) === undefined).length;
}

/** The identifier of an answer's item; empty, and noted, where there is none that can be read. */
export function idOf(from: MemberReader, key: string): string {
  const id = from.identifier(key);
  if (id === undefined) from.note(key);
  return id ?? '';
}

/** By what leaves a failure that has a text of an answer in it. */
export interface SecretStriking {
  withoutSecrets(failure: Failure): Failure;
}

/** AWS says of what it doesn't know that it is missing; silence is no such word. The id is as an earlier answer told it: whoever gave that could have quoted the request in it. */
export function leftOut(by: SecretStriking, operation: string, id: string): Failure {
  return by.withoutSecrets(malformed(operation, `The answer of AWS leaves out ${id}.`));
}

/** What is missing of a list of which so many members have no id that can be read: they can be neither shown nor stopped, and are not nothing. */
export function namelessGap(operation: string, count: number): readonly Failure[] {
  if (count === 0) return [];
  const message = `The answer has ${count} without an id that can be read.`;
  return [malformed(operation, message)];
}

/** What is missing of a list of which so many tell no state that can be read: whether they are active isn't known, and nothing counts them. */
export function statelessGap(operation: string, states: readonly (string | undefined)[]): readonly Failure[] {
  const count = states.filter((state) => state === UNREAD_STATE).length;
  if (count === 0) return [];
  return [malformed(operation, `The answer has ${count} whose state can’t be read.`)];
}
