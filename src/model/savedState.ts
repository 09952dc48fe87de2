import * as v from 'valibot';
import { isTime } from '../base/untrusted.ts';
import type { Elsewhere } from './destination.ts';

/** What answered beside AWS, beside an account's number that was written down; the text is Halt's own. */
export const savedElsewhere = v.custom<Elsewhere>((value) => typeof value === 'string');

/**
 * Milliseconds, or milliseconds since the epoch, as they were saved. A damaged state may hold any number: of one that no calendar has, no time can be
 * said, and what lasts until then lasts for ever.
 */
export const savedTime = v.pipe(v.number(), v.check(isTime));

/** A saved value as its schema has it; undefined where it isn't that. */
export function saved<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | undefined {
  const read = v.safeParse(schema, value);
  return read.success ? read.output : undefined;
}

/** The members of a saved list that are as the schema has them, in their order. One that isn't costs no other; what is no list has none. */
export function eachSaved<T>(schema: v.GenericSchema<unknown, T>, value: unknown): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const read = v.safeParse(schema, one);
    return read.success ? [read.output] : [];
  });
}
