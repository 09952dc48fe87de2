import type { Node } from './nodes/node.ts';

/** What was seen of a view's selection while its focused row was taken into the selection (or out of it) and back again. */
export interface Toggled {
  readonly before: readonly Node[];
  /** Each selection that the editor told, in order. Rows that it was drawing again are missing in it. */
  readonly told: readonly (readonly Node[])[];
  readonly now: readonly Node[];
}

/** How often the editor is asked without a pause: an older selection that it was still telling may have come in between. */
const AT_ONCE = 3;
/**
 * The pauses before further attempts, in ms. The editor doesn't know the rows below a branch that it draws again until it has asked for them anew,
 * level by level, which takes some tenths of a second, and more than one on a busy machine. If the person presses the key again meanwhile, nothing is
 * asked twice: see `createCommandRunner`.
 */
const pauses = [50, 100, 200, 400, 800, 1500];

/**
 * The row with the focus, or all selected rows if it is one of them. Undefined where it can't be told. `byKey`: a key was pressed in the view, so
 * that surely one of its rows has the focus; otherwise the focus may be elsewhere, and a view that tells nothing isn't waited for.
 */
export async function findKeyboardRows(
  toggle: () => Promise<Toggled>,
  { byKey, pause }: { readonly byKey: boolean; readonly pause: (milliseconds: number) => Promise<void> },
): Promise<readonly Node[] | undefined> {
  const attempt = async () => {
    const toggled = await toggle();
    return { rows: rowsOf(toggled), isElsewhere: !byKey && toggled.told.length === 0 };
  };
  let last = await attempt();
  for (let again = 1; again < AT_ONCE && last.rows === undefined; again += 1) last = await attempt();
  for (const milliseconds of pauses) {
    if (last.rows !== undefined || last.isElsewhere) break;
    await pause(milliseconds);
    last = await attempt();
  }
  return last.rows;
}

/**
 * Finds the focused row: the one in which two selections that follow one another differ. While a list is drawn again, its selection can be told
 * without a change, so what was known before is compared only where nothing else was told. In the end the same rows have to be selected as before;
 * otherwise rows were unknown for a moment, and one that came back would be taken for the focused one.
 */
function rowsOf({ before, told, now }: Toggled): readonly Node[] | undefined {
  if (differing(before, now).length > 0) return undefined;
  const selections = told.length > 1 ? told : [before, ...told];
  const focused = selections
    .slice(1)
    .map((selection, index) => onlyDifference(selections[index] ?? [], selection))
    .findLast((node) => node !== undefined);
  if (focused === undefined) return undefined;
  return now.some(({ id }) => id === focused.id) ? now : [focused];
}

/** The row in which two selections differ; undefined where they differ in none or in several. */
function onlyDifference(one: readonly Node[], other: readonly Node[]): Node | undefined {
  const [node, ...more] = differing(one, other);
  return more.length === 0 ? node : undefined;
}

/** The rows that are in only one of two selections. */
function differing(one: readonly Node[], other: readonly Node[]): readonly Node[] {
  const isMissing = (from: readonly Node[]) => {
    const ids = new Set(from.map(({ id }) => id));
    return ({ id }: Node): boolean => !ids.has(id);
  };
  return [...one.filter(isMissing(other)), ...other.filter(isMissing(one))];
}
