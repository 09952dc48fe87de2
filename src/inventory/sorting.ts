/** How the resources of a list are put in order. `state`: what needs eyes first. The others are by name, and by the last start. */
export type Sorting = 'state' | 'name' | 'newest' | 'oldest';

/** An order from outside (the editor's memory); `state` for what can't be understood. */
export function asSorting(value: unknown): Sorting {
  return value === 'name' || value === 'newest' || value === 'oldest' ? value : 'state';
}
