import * as v from 'valibot';
import { saved, savedElsewhere } from '../savedState.ts';
import { nobodys, type Whose, whoseOf } from '../sight.ts';
import { stoppableRefSchema } from './resource.ts';

/** Whose something is, as it was saved. */
export const savedOwnerSchema = v.pipe(
  v.object({
    account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    elsewhere: v.exactOptional(savedElsewhere),
  }),
  v.readonly(),
);

/** Whose something is, in a form that can be saved and handed over. */
export type SavedOwner = v.InferOutput<typeof savedOwnerSchema>;

/** An owner that can't be read is taken for an unknown one. */
const owner = v.fallback(v.optional(savedOwnerSchema), undefined);
const savedPage = v.object({ subject: v.object({ type: v.literal('resource'), ref: stoppableRefSchema, owner }) });

/** The resource whose page saved this, and the account it was of; undefined where it wasn't the page of a resource. */
export function pageOfSaved(state: unknown) {
  const subject = saved(savedPage, state)?.subject;
  return subject && { ref: subject.ref, owner: subject.owner === undefined ? nobodys : whoseOf(subject.owner) };
}

/** Whose it is, for the page to save. */
export function savedOwner(whose: Whose | undefined): { owner?: SavedOwner } {
  if (whose?.account === undefined) return {};
  const { account, elsewhere } = whose;
  return { owner: { account, ...(elsewhere !== undefined && { elsewhere }) } };
}
