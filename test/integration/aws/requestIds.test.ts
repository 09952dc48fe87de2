import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STAGING } from '../../stages/accounts.ts';
import { never } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { startStub, useCredentialStage } from '../../stages/credentials.ts';
import { permitFor } from '../../stages/stopping/permits.ts';

const ID = 'i-0123456789abcdef0';
const CHANGE = `<StopInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instancesSet><item><instanceId>${ID}</instanceId><currentState><code>64</code><name>stopping</name></currentState><previousState><code>16</code><name>running</name></previousState></item></instancesSet></StopInstancesResponse>`;

describe('11.25: a request’s id', () => {
  const { stage, config } = useCredentialStage();

  test('goes into the log, and tells nothing of the request that an endpoint puts in its place', async (t) => {
    let token = '';
    let quote = (it: string): string => it;
    const lying = await startStub((request, response) => {
      token = String(request.headers['x-amz-security-token']);
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': quote(token) }).end(CHANGE);
      });
    });
    t.after(() => lying.close());
    await config(`
[profile role]
role_arn = arn:aws:iam::${STAGING}:role/One
source_profile = base
region = eu-west-1
services = lying
[services lying]
sts =
  endpoint_url = ${stage().sim.endpoint}
iam =
  endpoint_url = ${stage().sim.endpoint}
ec2 =
  endpoint_url = ${lying.url}
`);
    const scope = { profile: 'role', region: 'eu-west-1' };
    const { destination } = valueOf(await stage().aws.reads.identity('role', never()));
    const quotings = [
      (it: string) => it,
      (it: string) => `id-${it.slice(0, 60)}`,
      (it: string) => Buffer.from(it).toString('base64'),
      (it: string) => Buffer.from(it).toString('hex'),
    ];
    for (const one of quotings) {
      quote = one;
      const permit = permitFor({ type: 'stop' }, [ID], { scope, destination });
      const { requestId = '' } = valueOf(await stage().aws.changes.stopInstances(permit, [ID]));
      assert.ok(token.length > 32 && one(token).length > 32);
      assert.match(requestId, /^\S{0,4}…\S{0,4}$/, `${requestId} of ${one(token)}`);
    }
    quote = () => '0f7a3c1e-1111-4222-8333-444455556666';
    const plain = await stage().aws.changes.stopInstances(permitFor({ type: 'stop' }, [ID], { scope, destination }), [
      ID,
    ]);
    assert.equal(valueOf(plain).requestId, '0f7a3c1e-1111-4222-8333-444455556666');
  });
});
