import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopParameters } from '../../../../../src/aws/services/ec2/stopParameters.ts';
import type { Operation } from '../../../../../src/model/operation.ts';

const rows: readonly (readonly [Operation, object])[] = [
  [{ type: 'stop' }, {}],
  [{ type: 'hibernate' }, { Hibernate: true }],
  [{ type: 'force-stop', skipOsShutdown: false }, { Force: true }],
  [
    { type: 'force-stop', skipOsShutdown: true },
    { Force: true, SkipOsShutdown: true },
  ],
  [{ type: 'skip-os-shutdown' }, { SkipOsShutdown: true }],
  [{ type: 'start' }, {}],
];

for (const [operation, sent] of rows)
  test(`StopInstances says for ${JSON.stringify(operation)} what was chosen, and nothing more`, () => {
    assert.deepEqual(stopParameters(operation), sent);
  });
