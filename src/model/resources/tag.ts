import { type Fact, known, none, unread } from '../fact.ts';

/** A tag of a resource. One whose key can't be read isn't among a resource's tags. */
export interface Tag {
  readonly key: string;
  /** Empty where it is, or can't be read. */
  readonly value: string;
  readonly valueUnread?: true;
}

/** A tag's value, of what tells all of its tags or not: a tag that nobody could read is neither there nor not there, and neither is a value that may be empty for that. */
export function tagFact(value: string | undefined, tagsUnread: boolean | undefined): Fact<string> {
  if (tagsUnread === true && (value === undefined || value === '')) return unread;
  return value === undefined ? none : known(value);
}
