import * as v from 'valibot';
import { eachSaved } from '../../model/savedState.ts';

const text = v.pipe(v.string(), v.nonEmpty());
/** `id`: the node's. Label and place are kept as well, so that *Show Hidden…* can name a row that is no longer listed. */
const hiddenRow = v.pipe(v.object({ id: text, label: text, profile: text, region: text }), v.readonly());

/** Something that a person hid in the tree. */
export type HiddenRow = v.InferOutput<typeof hiddenRow>;

/** What was hidden, from the editor's memory; without what can't be understood. */
export const asHidden = (value: unknown): ReadonlyMap<string, HiddenRow> =>
  new Map(eachSaved(hiddenRow, value).map((row) => [row.id, row]));
