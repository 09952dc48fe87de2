import { type FoundRow, isCalled, type TreePath } from './treeRows.ts';

/** Where the rows of a tree stood when they were last found. What is above a row may be out of sight, and to scroll there and back for each row was most of the work of a window. */
export function rowsFound() {
  const stood = new Map<string, FoundRow>();
  const wayTo = (path: TreePath): string => path.map(String).join('\n');
  return {
    note: (path: TreePath, row: FoundRow): void => {
      stood.set(wayTo(path), row);
    },
    /** The row of a path, else the last one on the way to it, that is drawn where it stood, and how many steps of the path lead there. */
    among: (rows: readonly FoundRow[], path: TreePath): { readonly row?: FoundRow; readonly depth: number } => {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const before = stood.get(wayTo(path.slice(0, depth)));
        const row = before && rows.find(({ index }) => index === before.index);
        const isThere = row && row.level === before.level && row.standing === before.standing;
        if (isThere && isCalled(row, path[depth - 1] ?? '')) return { row, depth };
      }
      return { depth: 0 };
    },
  };
}
