import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partTasks, type StoppedGroup } from '../../../../src/model/resources/stoppedTasks.ts';

const group = (count: number, more: Partial<StoppedGroup>): StoppedGroup => ({
  ...{ count, reason: 'Essential container in task exited', exits: [] },
  ...more,
});
const [api8, api9, cron] = ['arn:td/api:8', 'arn:td/api:9', 'arn:td/cron:1'];

for (const [what, ran, one, whose] of [
  ['the same definition anew, by the new revision', { target: api9, sources: [api9] }, { startedBy: 'target' }, 'own'],
  ['the same definition anew, by the one before', { target: api9, sources: [api9] }, { startedBy: 'source' }, 'before'],
  ['the same definition anew, by nobody knows which', { target: api9, sources: [api9] }, {}, 'own'],
  ['revisions that can’t be read', { sources: [], sourcesUnread: true }, { startedBy: 'source' }, 'before'],
  ['no task definition', { target: api9, sources: [api8] }, { startedBy: 'source', taskDefinition: '' }, 'before'],
  ['the definition before', { target: api9, sources: [api8] }, { taskDefinition: api8 }, 'before'],
  ['a definition of neither', { target: api9, sources: [api8] }, { taskDefinition: cron }, 'others'],
] as const)
  test(`a stopped task is counted as ${whose}: ${what}`, () => {
    const groups = [group(3, { taskDefinition: api9, ...one })];
    const parted = partTasks({ total: 3, more: false, groups }, ran);
    const counts = Object.entries(parted).flatMap(([name, { total }]) => (total > 0 ? [[name, total]] : []));
    assert.deepEqual(counts, [[whose, 3]]);
  });
