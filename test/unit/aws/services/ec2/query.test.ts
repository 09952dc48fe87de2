import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numbered } from '../../../../../src/aws/services/ec2/query.ts';
import { createEc2 } from '../../../../../src/aws/services/ec2/reads.ts';
import { answerOf } from '../../../../stages/answering/ec2Reading.ts';
import { answeringWire, refusalIn } from '../../../../stages/answering/answeringWire.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { never, scope } from '../../../../stages/fakes.ts';

describe('a call of EC2 that the SDK doesn’t make', () => {
  it('is a form, signed for EC2 in the region that it goes to', async () => {
    const volumes = '<volumeSet><item><volumeId>vol-1</volumeId><size>8</size></item></volumeSet>';
    const { caller, asked } = answeringWire(() => answerOf('DescribeVolumes', volumes));
    const at = { ...scope, region: 'cn-north-1' };
    assert.deepEqual(valueOf(await createEc2(caller).volumeSizes(at, ['vol-1'], never())), { 'vol-1': 8 });
    const [sent] = asked;
    assert.ok(sent !== undefined);
    assert.equal(sent.url, 'https://ec2.cn-north-1.amazonaws.com.cn/');
    assert.equal(sent.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.ok(sent.body.startsWith('Action=DescribeVolumes&Version=2016-11-15&'));
    assert.match(sent.headers['authorization'] ?? '', /\/cn-north-1\/ec2\/aws4_request/);
  });

  it('fails with AWS’s own word, and as malformed with an answer that is broken within', async () => {
    for (const [answer, kind] of [
      [refusalIn('Errors', 'UnauthorizedOperation'), 'denied'],
      [answerOf('DescribeVolumes', '<volumeSet><item></volumeSet>'), 'malformed'],
      [answerOf('DescribeInstances', ''), 'malformed'],
    ] as const) {
      const { caller } = answeringWire(() => answer);
      const why = failureIn(await createEc2(caller).volumeSizes(scope, ['vol-1'], never()));
      assert.deepEqual([why.kind, why.operation], [kind, 'ec2:DescribeVolumes']);
    }
  });

  it('numbers the values of a list from one on', () => {
    assert.deepEqual(numbered('Id', ['a', 'b']), { 'Id.1': 'a', 'Id.2': 'b' });
    assert.deepEqual(numbered('Id', []), {});
  });
});
