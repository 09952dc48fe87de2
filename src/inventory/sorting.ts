import * as v from 'valibot';
import { saved } from '../model/savedState.ts';

const sorting = v.picklist(['state', 'name', 'newest', 'oldest']);

/** How the resources of a list are sorted. `state`: by how much they need attention. `name`: by name. `newest` and `oldest`: by the last start. */
export type Sorting = v.InferOutput<typeof sorting>;

/** An order from outside (the editor's memory); `state` for what can't be understood. */
export const asSorting = (value: unknown): Sorting => saved(sorting, value) ?? 'state';
