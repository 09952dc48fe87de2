import assert from 'node:assert/strict';
import { it } from 'node:test';
import { resourceOf } from '../../../../../src/aws/services/ecs/mapping.ts';

it('an ARN of ECS ends in what stands behind the account, and is taken as it is where nothing does', () => {
  for (const arn of [
    'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
    'arn:aws:ecs:eu-west-1:111122223333:service/shop/a:b/c:d',
    ...['arn:aws:ecs:eu-west-1:111122223333:', 'arn:aws:ecs:eu-west-1/a/b', 'a:b/c', ':::::', '::::://', 'web', ''],
  ]) {
    const path = arn.split(':').slice(5).join(':') || arn;
    assert.deepEqual(resourceOf(arn), path.split('/').slice(1), arn);
  }
});
