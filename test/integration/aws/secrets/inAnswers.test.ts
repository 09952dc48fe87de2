import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAws } from '../../../../src/aws/aws.ts';
import { STRUCK_OUT } from '../../../../src/base/struckOut.ts';
import type { Transport } from '../../../../src/aws/transport/transport.ts';
import { productionMatches } from '../../../../src/stopping/plan/productionPolicy.ts';
import { never } from '../../../stages/aws.ts';
import { asksWho, callerIdentity } from '../../../stages/callerIdentity.ts';

const ACCOUNT = '111122223333';
const KEY_ID = 'ASIAQUOTED0000EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const scope = { profile: 'any', region: 'eu-west-1' };

/** What an endpoint answers that quotes what it was sent, or knows otherwise, in all that it may word as it likes. */
function quoting(quoted: string): Transport {
  const xml = (name: string, content: string): string => `<${name}><requestId>r-1</requestId>${content}</${name}>`;
  const instance = `<item><instanceId>i-0123456789abcdef0</instanceId><instanceState><code>16</code><name>running</name></instanceState><tagSet><item><key>Name</key><value>${quoted}</value></item><item><key>env</key><value>production ${quoted}</value></item></tagSet><stateReason><code>c</code><message>${quoted}</message></stateReason><reason>${quoted}</reason><keyName>${quoted}</keyName></item><item><instanceId>${quoted}</instanceId></item>`;
  const json = (body: object): string => JSON.stringify(body);
  const experiment = {
    ...{ id: 'EXP1', experimentTemplateId: 'EXT1', state: { status: 'running', reason: quoted } },
    tags: { Name: quoted, [quoted]: 'x' },
    actions: { one: { actionId: 'a', description: quoted, parameters: { [quoted]: quoted } } },
  };
  return {
    send(request) {
      const body = Buffer.from(request.body ?? []).toString('utf8');
      const action = new URLSearchParams(body).get('Action');
      const { pathname } = new URL(request.url);
      const answer = asksWho(body)
        ? callerIdentity(ACCOUNT)
        : action === 'DescribeInstances'
          ? xml(
              'DescribeInstancesResponse',
              `<reservationSet><item><ownerId>${ACCOUNT}</ownerId><instancesSet>${instance}</instancesSet></item></reservationSet>`,
            )
          : action === 'DescribeRegions'
            ? xml(
                'DescribeRegionsResponse',
                `<regionInfo><item><regionName>eu-west-1</regionName><regionEndpoint>${quoted}</regionEndpoint></item></regionInfo>`,
              )
            : action === 'ListAccountAliases'
              ? `<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases><member>${KEY_ID.toLowerCase()}</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>`
              : pathname === '/experiments'
                ? json({ experiments: [experiment] })
                : json({ experiment });
      return Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode(answer) });
    },
    close: () => undefined,
  };
}

const quotes: Readonly<Record<string, string>> = {
  'a key': `x-amz: ${KEY_ID}`,
  'a key and its secret': `${KEY_ID} ${SECRET}`,
  'a secret in base64': Buffer.from(`user:${SECRET}`).toString('base64'),
};

describe('11.25: a good answer that quotes a secret', () => {
  for (const [what, quoted] of Object.entries(quotes)) {
    test(`brings none of it into lists, looks, documents and names: ${what}`, async () => {
      const profile = { endpoint: 'http://127.0.0.1:9', region: scope.region };
      const aws = createAws({
        env: {},
        transport: quoting(quoted),
        simulatedProfiles: { any: { ...profile, accessKeyId: KEY_ID, secretAccessKey: SECRET } },
        policy: () => ({ readOnly: true, allowedRegions: [] }),
      });
      const told: unknown[] = [await aws.reads.identity('any', never())];
      for (const kind of ['instance', 'experiment'] as const)
        for await (const page of aws.reads.list(scope, kind, never())) told.push(page);
      told.push(await aws.reads.describe(scope, 'instance', ['i-0123456789abcdef0'], never()));
      told.push(await aws.reads.wholeResource({ scope, kind: 'instance', id: 'i-0123456789abcdef0' }, never()));
      const whole = await aws.reads.wholeResource({ scope, kind: 'experiment', id: 'EXP1' }, never());
      told.push(whole, await aws.reads.regions('any', never()));
      await aws.dispose();
      const all = JSON.stringify(told);
      for (const secret of [quoted, KEY_ID, SECRET, KEY_ID.toLowerCase()])
        assert.ok(!all.includes(secret), `${secret}: ${all}`);
      assert.ok(all.includes(STRUCK_OUT), all);
      assert.ok(whole.ok && JSON.parse(whole.value.json) !== undefined);
    });
  }

  test('leaves a tag unread out of which it was struck, so that a guard that looks for it asks; and an id that has one names nothing', async () => {
    const aws = createAws({
      env: {},
      transport: quoting(`eu-${KEY_ID}`),
      simulatedProfiles: {
        any: { endpoint: 'http://127.0.0.1:9', region: scope.region, accessKeyId: KEY_ID, secretAccessKey: SECRET },
      },
      policy: () => ({ readOnly: true, allowedRegions: [] }),
    });
    for (const kind of ['instance', 'experiment'] as const) {
      for await (const page of aws.reads.list(scope, kind, never())) {
        assert.ok(page.ok);
        const [one, ...more] = page.value.resources;
        assert.ok(one !== undefined && 'tagsUnread' in one && 'tags' in one && more.length === 0);
        const matches = productionMatches({ production: ['owner=asia*'] }, { profile: 'any', ...one });
        assert.deepEqual(
          matches.map((match) => match.kind),
          ['tags-unread'],
        );
        assert.ok(!('name' in one) || one.name === undefined);
        if (kind === 'instance') assert.equal(page.value.gaps.length, 1);
      }
    }
    await aws.dispose();
  });
});
