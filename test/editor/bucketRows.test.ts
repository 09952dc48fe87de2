import assert from 'node:assert/strict';
import type { Grouping, GroupValue } from '../../src/inventory/grouping.ts';
import { known, none, unread } from '../../src/model/fact.ts';
import { bucketLabel } from '../../src/ui/tree/rows/bucketRow.ts';

describe('the row of a group of instances', () => {
  it('tells what can’t be read from what isn’t there, and from what is empty', () => {
    const byTag: Grouping = { type: 'tag', key: 'env' };
    const rows: readonly (readonly [Grouping, GroupValue, string])[] = [
      [byTag, known('prod'), 'prod'],
      [byTag, known(''), '(empty)'],
      [byTag, none, 'Without the tag env'],
      [byTag, unread, 'Tag env can’t be read'],
      [{ type: 'auto-scaling-group' }, known('web'), 'web'],
      [{ type: 'auto-scaling-group' }, none, 'Not in an Auto Scaling group'],
      [{ type: 'auto-scaling-group' }, unread, 'Auto Scaling group can’t be read'],
      [{ type: 'state' }, known('running'), 'running'],
      [{ type: 'state' }, unread, 'State can’t be read'],
    ];
    for (const [grouping, value, label] of rows) assert.equal(bucketLabel(grouping, value), label);
  });
});
