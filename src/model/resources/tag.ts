import { type Fact, known, none, unread } from '../fact.ts';

/** A tag of a resource. One whose key can't be read isn't among a resource's tags. */
export interface Tag {
  readonly key: string;
  /** Empty where it is, or can't be read. */
  readonly value: string;
  readonly valueUnread?: true;
}

/** What is known of a tag's value. `tagsUnread`: not all tags of the resource could be read, so that a tag that is missing, or whose value is empty, may have one. */
export function tagFact(value: string | undefined, tagsUnread: boolean | undefined): Fact<string> {
  if (tagsUnread === true && (value === undefined || value === '')) return unread;
  return value === undefined ? none : known(value);
}
