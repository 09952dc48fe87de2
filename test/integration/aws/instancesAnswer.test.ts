import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createAws } from '../../../src/aws/aws.ts';
import { createInstancesReader } from '../../../src/aws/services/ec2/instancesAnswer.ts';
import type { Transport } from '../../../src/aws/transport/transport.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { never } from '../../stages/aws.ts';
import { anyInstance, type AnyInstance, answerOf, escapeOf, instanceXml } from '../../stages/describeInstances.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const keys = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x', region: 'eu-west-1' };

/** AWS answers every call with these bodies, one after the other. */
function answering(bodies: readonly (string | Uint8Array)[]) {
  let calls = 0;
  const transport: Transport = {
    send: () => {
      const body = bodies[Math.min(calls, bodies.length - 1)] ?? '';
      calls += 1;
      return Promise.resolve({
        status: 200,
        headers: { 'content-type': 'text/xml;charset=UTF-8' },
        body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      });
    },
    close: () => undefined,
  };
  const aws = createAws({
    env: {},
    transport,
    simulatedProfiles: { any: keys },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
  });
  return { aws, calls: () => calls };
}

/** As the product's list brings it. */
async function listed(...bodies: readonly (string | Uint8Array)[]) {
  const { aws, calls } = answering(bodies);
  const instances: Instance[] = [];
  for await (const page of aws.reads.list(scope, 'instance', never())) {
    if (!page.ok) return { failure: page.failure, calls: calls() };
    instances.push(...page.value.resources.filter((one) => one.kind === 'instance'));
  }
  return { instances, calls: calls() };
}

/** The same by the SDK's reading, as a look brings it. */
async function looked(body: string): Promise<readonly unknown[]> {
  const { aws } = answering([body]);
  const found = await aws.reads.describe(scope, 'instance', ['i-0'], never());
  if (!found.ok) throw new Error(found.failure.message);
  return found.value.targets;
}

const reading = (bytes: Uint8Array, cuts: readonly number[]) => {
  const reader = createInstancesReader(scope);
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(at, cut));
    at = Math.max(at, cut);
  }
  return reader.end().instances;
};

const page = fc.array(fc.array(anyInstance, { maxLength: 4 }), { maxLength: 4 });
const xmlOf = (reservations: readonly (readonly AnyInstance[])[]) => answerOf(reservations, {});

describe('the reader of DescribeInstances', () => {
  it('gives, member for member, what the SDK’s reading gives, for any answer', async () => {
    await fc.assert(
      fc.asyncProperty(page, async (reservations) => {
        const xml = xmlOf(reservations);
        const { instances, calls } = await listed(xml);
        assert.equal(calls, 1);
        assert.deepEqual(instances, await looked(xml));
        assert.equal(instances?.length, reservations.flat().length);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same however the bytes are cut into pieces, in the middle of a character or a tag as well', () => {
    fc.assert(
      fc.property(page, fc.array(fc.nat(), { maxLength: 40 }), (reservations, cuts) => {
        const bytes = new TextEncoder().encode(xmlOf(reservations));
        assert.deepEqual(reading(bytes, cuts), reading(bytes, []));
      }),
    );
    const bytes = new TextEncoder().encode(xmlOf(fc.sample(page, { numRuns: 1, seed: 7 })[0] ?? []));
    assert.deepEqual(
      reading(
        bytes,
        Array.from(bytes, (_, index) => index),
      ),
      reading(bytes, []),
    );
  });

  it('takes nothing of an answer that is cut anywhere, and nothing is left of it when the next attempt is whole', async () => {
    const xml = xmlOf([[{ instanceId: ['i-1'] }], [{ instanceId: ['i-2'] }, { instanceId: ['i-3'] }]]);
    const bytes = new TextEncoder().encode(xml);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      assert.throws(() => reading(bytes.subarray(0, length), []), `cut at ${length}`);
    }
    const { instances, calls } = await listed(bytes.subarray(0, bytes.length - 40), xml);
    assert.equal(calls, 2);
    assert.deepEqual(
      instances?.map(({ id }) => id),
      ['i-1', 'i-2', 'i-3'],
    );
  });

  it('reads a character beyond the basic plane, whatever way it is written', async () => {
    for (const written of ['🚀', '&#128640;', '&#x1F680;', '&#x1f680;', '&#xd83d;&#xde80;']) {
      const { instances } = await listed(
        xmlOf([[{ instanceId: ['i-1'], tagSet: `<item><key>Name</key><value>a ${written} b</value></item>` }]]),
      );
      assert.equal(instances?.[0]?.name, 'a 🚀 b', written);
    }
  });

  it('loses only the member that can’t be read', async () => {
    const bad: readonly AnyInstance[] = [
      { launchTime: [''] },
      { launchTime: ['2026-01-15T12:00:00'] },
      { launchTime: ['2026-13-45T99:00:00Z'] },
      { launchTime: ['soon'] },
      { imageId: '<b>x</b>' },
      { instanceState: '<code>many</code><name>running</name>' },
      { placement: '<availabilityZone><x/></availabilityZone>' },
    ];
    const { instances } = await listed(
      xmlOf([bad.map((one, index) => ({ instanceId: [`i-${index}`], keyName: ['k'], ...one }))]),
    );
    assert.deepEqual(
      instances?.map(({ id, keyName }) => [id, keyName]),
      bad.map((_, index) => [`i-${index}`, 'k']),
    );
    assert.ok(instances?.every(({ launchedAt, imageId }) => launchedAt === undefined && imageId === undefined));
  });

  it('leaves to the SDK what it doesn’t know', async () => {
    const whole = xmlOf([[{ instanceId: ['i-1'], keyName: '<![CDATA[a<b]]>' }]]);
    const rows: readonly string[] = [
      whole,
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;<!-- a comment -->b' }]]),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;<?an instruction?>b' }]]),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;b' }]]).replace('<keyName>', '<keyName kind="x">'),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;b' }]]).replace('UTF-8', 'US-ASCII'),
    ];
    for (const xml of rows) {
      const { instances } = await listed(xml);
      assert.deepEqual(
        instances?.map(({ id, keyName }) => [id, keyName]),
        [['i-1', 'a<b']],
        xml,
      );
    }
  });

  it('takes no other document for an answer', async () => {
    const good = xmlOf([[{ instanceId: ['i-1'] }]]);
    const rows = [
      good.replaceAll('DescribeInstancesResponse', 'DescribeRegionsResponse'),
      '<html><body>DescribeInstancesResponse</body></html>',
      good.replace(/<requestId>.*?<\/requestId>/, ''),
      `${good}<more/>`,
    ];
    for (const xml of rows) assert.equal((await listed(xml)).failure?.kind, 'malformed', xml);
  });

  it('follows the token of a page, and reads a huge text without harm', async () => {
    const first = answerOf([[{ instanceId: ['i-1'] }]], { nextToken: 'a &amp; b' });
    const second = answerOf([[{ instanceId: ['i-2'], userData: escapeOf('x'.repeat(3_000_000)) }]], {});
    const { instances, calls } = await listed(first, second);
    assert.equal(calls, 2);
    assert.equal(instances?.length, 2);
    assert.ok(instanceXml({ instanceId: ['i-2'] }).includes('i-2'));
  });
});
