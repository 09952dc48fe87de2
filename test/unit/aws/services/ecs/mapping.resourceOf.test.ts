import assert from 'node:assert/strict';
import { it } from 'node:test';
import { resourceOf } from '../../../../../src/aws/services/ecs/mapping.ts';

it('an ARN of ECS ends in what stands behind its first slash, and in nothing where it has none', () => {
  for (const [arn, resource] of [
    ['arn:aws:ecs:eu-west-1:111122223333:service/shop/web', ['shop', 'web']],
    ['arn:aws:ecs:eu-west-1:111122223333:service/web', ['web']],
    ['arn:aws:ecs:eu-west-1:111122223333:service/shop/a:b/c:d', ['shop', 'a:b', 'c:d']],
    ['arn:aws:ecs:eu-west-1:111122223333:', []],
    ['web', []],
    ['', []],
  ] as const)
    assert.deepEqual(resourceOf(arn), resource, arn);
});
