import { MemberReader } from '../../base/memberReader.ts';
import { identifier, isNothing, list, record } from '../../base/untrusted.ts';
import { malformed, type Failure } from '../../model/failure.ts';
import { isUnread, type Unreadable } from '../../model/resources/unreadable.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';

/** The members of a resource that could not be read, and those that its answer left out. To be called after all of its members were read. */
export function unreadOf(from: MemberReader): Unreadable {
  const { unread } = from;
  const left = from.leftOut.length > 0 && { leftOut: from.leftOut };
  if (unread.length === 0) return { ...left };
  const tagsUnread = isUnread({ unread }, 'tags');
  return { unread, ...left, ...(tagsUnread && { tagsUnread }) };
}

/**
 * A reader for each item of a list in an answer, each with notes of its own. An item that is no record is noted as unreadable.
 */
export function itemsOf(body: Readonly<Record<string, unknown>>, key: string): readonly MemberReader[] {
  return list(body[key]).flatMap((item, index) => {
    if (isNothing(item)) return [];
    const from = new MemberReader(item, `${key}[${index}]`);
    if (record(item) === undefined) from.note();
    return [from];
  });
}

/** How many items of a list in an answer are no readable identifiers. */
export function namelessIn(body: Readonly<Record<string, unknown>>, key: string): number {
  return list(body[key]).filter((item) => !isNothing(item) && identifier(item) === undefined).length;
}

/** The identifier of an item; where it can't be read, empty, and noted as unread. */
export function idOf(from: MemberReader, key: string): string {
  const id = from.identifier(key);
  if (id === undefined) from.note(key);
  return id ?? '';
}

/** Strikes secrets out of a failure whose message quotes a text of an answer. */
export interface SecretStriking {
  withoutSecrets(failure: Failure): Failure;
}

/**
 * The failure for an id that AWS's answer doesn't mention at all. That doesn't mean that the thing is gone, as AWS says so explicitly. Secrets are
 * struck out of the id, which came from an earlier answer.
 */
export function leftOut(by: SecretStriking, operation: string, id: string): Failure {
  return by.withoutSecrets(malformed(operation, `The answer of AWS leaves out ${id}.`));
}

/** The gap of a list in which `count` items have no readable id: they can be neither shown nor stopped, and yet they are there. */
export function namelessGap(operation: string, count: number): readonly Failure[] {
  if (count === 0) return [];
  const message = `The answer has ${count} without an id that can be read.`;
  return [malformed(operation, message)];
}

/** The gap of a list in which items have no readable state: it isn't known whether they are active, and they are in no count. */
export function statelessGap(operation: string, states: readonly (string | undefined)[]): readonly Failure[] {
  const count = states.filter((state) => state === UNREAD_STATE).length;
  if (count === 0) return [];
  return [malformed(operation, `The answer has ${count} whose state can’t be read.`)];
}
