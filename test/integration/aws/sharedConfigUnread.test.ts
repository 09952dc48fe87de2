import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAws } from '../../../src/aws/aws.ts';
import type { Transport, WireRequest } from '../../../src/aws/transport/transport.ts';
import { createHome, listed, profileLines } from '../../stages/aws.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';

/** Answers that nothing is there. */
function answerOf({ url, headers, body }: WireRequest): { readonly type: string; readonly body: string } {
  if (headers['x-amz-target'] !== undefined) return { type: 'application/x-amz-json-1.1', body: '{"clusterArns":[]}' };
  if (new URL(url).pathname.startsWith('/experiments')) return { type: 'application/json', body: '{"experiments":[]}' };
  const action = new URLSearchParams(body === undefined ? '' : Buffer.from(body).toString()).get('Action') ?? '';
  if (action === 'DescribeInstances') {
    const space = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
    return {
      type: 'text/xml',
      body: `<${action}Response ${space}><requestId>r</requestId><reservationSet/></${action}Response>`,
    };
  }
  const who = '<Account>500000000000</Account><Arn>arn:aws:iam::500000000000:user/a</Arn><UserId>A</UserId>';
  const result = `<GetCallerIdentityResult>${who}</GetCallerIdentityResult>`;
  const space = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
  return { type: 'text/xml', body: `<GetCallerIdentityResponse ${space}>${result}</GetCallerIdentityResponse>` };
}

test('no client reads the shared config by itself, which it would parse as often as it is made anew', async () => {
  const home = await createHome();
  const lines = `[default]\nsdk_ua_app_id = marked\n${profileLines('p', '500000000000', 'http://127.0.0.1:9')}`;
  await home.write('.aws/config', lines);
  const asked: WireRequest[] = [];
  const transport: Transport = {
    send: (request) => {
      asked.push(request);
      const { type, body } = answerOf(request);
      return Promise.resolve({ status: 200, headers: { 'content-type': type }, body: Buffer.from(body) });
    },
    close: () => undefined,
  };
  const aws = createAws({ env: home.env, policy: openPolicy, transport });
  // Where the SDK would look, whatever Halt is told.
  const before = process.env['AWS_CONFIG_FILE'];
  process.env['AWS_CONFIG_FILE'] = home.env['AWS_CONFIG_FILE'] ?? `${home.env['HOME'] ?? ''}/.aws/config`;
  try {
    for (const kind of ['instance', 'service', 'experiment'] as const)
      assert.equal((await listed(aws, { profile: 'p', region: 'eu-west-1' }, kind)).failure, undefined, kind);
    assert.ok(asked.length >= 4, `${asked.length} questions`);
    for (const { url, headers } of asked) assert.doesNotMatch(headers['user-agent'] ?? '', /marked/, url);
  } finally {
    if (before === undefined) delete process.env['AWS_CONFIG_FILE'];
    else process.env['AWS_CONFIG_FILE'] = before;
    await aws.dispose();
    await home.remove();
  }
});
