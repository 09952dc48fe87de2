import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  failedTasks,
  isScaling,
  partTasks,
  ranDefinitions,
  type StoppedGroup,
  whoseTasks,
} from '../../../../src/model/resources/stoppedTasks.ts';
import { deploymentLike } from '../../../stages/resources.ts';

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
  ['nobody knows what the deployment runs', { sources: [api8] }, { taskDefinition: api8 }, 'own'],
  ['a definition of neither', { target: api9, sources: [api8] }, { taskDefinition: cron }, 'others'],
] as const)
  test(`a stopped task is counted as ${whose}: ${what}`, () => {
    const groups = [group(3, { taskDefinition: api9, ...one })];
    const parted = partTasks({ total: 3, more: false, groups }, ran);
    const counts = Object.entries(parted).flatMap(([name, { total }]) => (total > 0 ? [[name, total]] : []));
    assert.deepEqual(counts, [[whose, 3]]);
  });

test('a stopped task of which nobody knows what it ran is counted as the deployment’s own', () => {
  assert.equal(whoseTasks(group(1, {}), { target: api9, sources: [api8] }), 'own');
});

test('of several groups each is counted where it belongs, beside those of which no group tells', () => {
  const groups = [
    group(3, { taskDefinition: api9 }),
    group(2, { taskDefinition: api8 }),
    group(4, { taskDefinition: cron }),
  ];
  const { own, before, others } = partTasks({ total: 10, more: true, groups }, { target: api9, sources: [api8] });
  assert.deepEqual(
    [own, before, others].map(({ total, more, groups: [first] }) => [total, more, first?.count]),
    [
      [4, true, 3],
      [3, true, 2],
      [5, true, 4],
    ],
  );
});

test('stopped tasks are failed ones where one of them was not taken away on purpose', () => {
  const scaled = group(1, { reason: 'Scaling activity initiated by (deployment ecs-svc/1)' });
  const stopped = (...groups: readonly StoppedGroup[]) => ({ total: groups.length, more: false, groups });
  const failed = stopped(scaled, group(1, {}));
  assert.equal(failedTasks(failed), failed);
  assert.equal(failedTasks(stopped(scaled, scaled)), undefined);
  assert.equal(failedTasks(stopped()), undefined);
  assert.equal(failedTasks(undefined), undefined);
});

for (const [reason, scales] of [
  ['Scaling activity initiated by (deployment ecs-svc/1)', true],
  ['scaling activity initiated by deployment', true],
  ['Task failed: “Scaling activity initiated” was not expected', false],
] as const)
  test(`a task was ${scales ? '' : 'not '}taken away on purpose that stopped for: ${reason}`, () => {
    assert.equal(isScaling(group(1, { reason })), scales);
  });

const revision = (arn: string, taskDefinition: string) => ({ arn, taskDefinition, images: [] });
const summary = (arn: string) => ({ arn, requested: 1, running: 1, pending: 0 });
for (const [what, own, revisions, expected] of [
  [
    'all of them',
    { target: summary('r3'), sources: [summary('r1'), summary('r2')] },
    [revision('r1', api8), revision('r2', cron), revision('r3', api9)],
    { target: api9, sources: [api8, cron] },
  ],
  [
    'those that can be read, of which one says nothing of itself',
    { target: summary('r3'), sources: [summary('r1'), summary('r2')] },
    [revision('r1', api8), revision('r2', ''), revision('r3', '')],
    { sources: [api8], sourcesUnread: true },
  ],
  [
    'none of those that ECS doesn’t tell',
    { target: summary('r3'), sources: [summary('r1')] },
    [],
    { sources: [], sourcesUnread: true },
  ],
  [
    'none where ECS tells of none, and one of which nobody can read which it is stands for nothing',
    { sources: [] },
    [revision('', cron)],
    { sources: [] },
  ],
  [
    'none where nobody can read which they are',
    { target: summary(''), sources: [summary('')] },
    [revision('', cron)],
    { sources: [], sourcesUnread: true },
  ],
  ...['sourceServiceRevisions', 'sourceServiceRevisions[0]', 'SourceServiceRevisions[12].arn'].map(
    (path) =>
      [
        `not all, where ${path} can’t be read`,
        { sources: [], unread: [path] },
        [],
        { sources: [], sourcesUnread: true },
      ] as const,
  ),
  ...['sourceServiceRevisions[0].runningTaskCount', 'targetServiceRevision.arn', 'x.sourceServiceRevisions'].map(
    (path) => [`all, whatever ${path} says`, { sources: [], unread: [path] }, [], { sources: [] }] as const,
  ),
] as const)
  test(`what the revisions of a deployment run is known of ${what}`, () => {
    assert.deepEqual(ranDefinitions(deploymentLike({ ...own }), revisions), expected);
  });

test('others that stopped may be of the version before where that isn’t known, and nobody else’s may', () => {
  const stopped = (...groups: readonly StoppedGroup[]) => ({ total: groups.length, more: false, groups });
  const ran = { target: api9, sources: [], sourcesUnread: true } as const;
  const marks = (all: ReturnType<typeof stopped>, of: Parameters<typeof partTasks>[1]) =>
    Object.entries(partTasks(all, of)).flatMap(([whose, { mayBeBefore }]) => (mayBeBefore ? [whose] : []));
  const [own, before, other] = [
    group(1, { startedBy: 'target' }),
    group(1, { startedBy: 'source' }),
    group(1, { taskDefinition: cron }),
  ];
  assert.deepEqual(marks(stopped(own, before, other), ran), ['others']);
  assert.deepEqual(marks(stopped(own, before), ran), []);
  assert.deepEqual(marks(stopped(own, before, other), { target: api9, sources: [api8] }), []);
});
