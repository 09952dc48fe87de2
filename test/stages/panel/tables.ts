import assert from 'node:assert/strict';
import type { PageBlock, Value } from '../../../src/panel/protocol/page.ts';

type Table = Extract<PageBlock, { readonly type: 'table' }>;

/** What a row of a table has under a column, by the column’s title. Throws where there is no such column. */
function cellUnder(table: Pick<Table, 'columns'>, column: string, row: readonly Value[]): Value | undefined {
  const index = table.columns.indexOf(column);
  assert.ok(index >= 0, `There is no column ${column} in ${table.columns.join(', ')}`);
  return row[index];
}

/** What each row of a table has under a column. */
export const cellsUnder = (table: Table, column: string): readonly (Value | undefined)[] =>
  table.rows.map((row) => cellUnder(table, column, row));
