import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Aws, createAws } from '../../../../src/aws/aws.ts';
import type { Transport } from '../../../../src/aws/transport/transport.ts';
import { member, parseJson } from '../../../../src/base/untrusted.ts';
import { type Fact, known, none, unread } from '../../../../src/model/fact.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createHome, type Home, listed, never } from '../../../stages/aws.ts';
import { valueOf } from '../../../stages/answering/outcomes.ts';
import { openPolicy } from '../../../stages/stopping/permits.ts';

const EMULATOR = 'http://localhost:4566';
const SERVICE = `arn:aws:ecs:eu-west-1:${STAGING}:service/payments`;
const scope = { profile: 'here', region: 'eu-west-1' };

/** What one side answers. Both call their account by the same number. */
interface Side {
  readonly asked: string[];
  alias: Fact<string> | 'denied';
  stores: boolean;
  takesManaged: boolean;
  cluster: string;
}

const newSide = (): Side => ({ asked: [], alias: none, stores: false, takesManaged: true, cluster: 'shop' });

interface Said {
  readonly status: number;
  readonly body: string;
}

const xml = (action: string, body: string): Said => ({
  status: 200,
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${body}</${action}Response>`,
});
const result = (action: string, body: string): Said => xml(action, `<${action}Result>${body}</${action}Result>`);
const refusal = (code: string, message: string, status = 400): Said => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Response>`,
});
const clusterArn = (name: string) => `arn:aws:ecs:eu-west-1:${STAGING}:cluster/${name}`;

function answer(side: Side, action: string, body: string): Said {
  const given = new URLSearchParams(body);
  switch (action) {
    case 'GetCallerIdentity':
      return result(
        action,
        `<Account>${STAGING}</Account><Arn>arn:aws:iam::${STAGING}:user/me</Arn><UserId>U</UserId>`,
      );
    case 'ListAccountAliases': {
      if (side.alias === 'denied') return refusal('AccessDenied', 'No', 403);
      const alias = side.alias.kind === 'known' ? `<member>${side.alias.value}</member>` : '';
      return result(action, `<AccountAliases>${alias}</AccountAliases><IsTruncated>false</IsTruncated>`);
    }
    case 'DescribeInstanceTypes':
      return xml(
        action,
        `<instanceTypeSet><item><instanceType>i3.large</instanceType><instanceStorageSupported>${String(side.stores)}</instanceStorageSupported></item></instanceTypeSet>`,
      );
    case 'DescribeInstances':
      return given.has('IncludeManagedResources') && !side.takesManaged
        ? refusal('UnknownParameter', 'IncludeManagedResources')
        : xml(action, '<reservationSet></reservationSet>');
    case 'ListClusters':
      return { status: 200, body: JSON.stringify({ clusterArns: ['shop', 'depot'].map(clusterArn) }) };
    case 'DescribeServices': {
      const isHere = member(parseJson(body), 'cluster') === clusterArn(side.cluster);
      return {
        status: 200,
        body: JSON.stringify(
          isHere
            ? { services: [{ serviceArn: SERVICE, serviceName: 'payments', clusterArn: clusterArn(side.cluster) }] }
            : { services: [], failures: [{ arn: SERVICE, reason: 'MISSING' }] },
        ),
      };
    }
    case 'ListServiceDeployments':
      return { status: 200, body: JSON.stringify({ serviceDeployments: [] }) };
    default:
      return refusal('UnknownOperationException', action);
  }
}

describe('what another endpoint told of an account of the same number', () => {
  let home: Home;
  let aws: Aws;
  let [emulator, real] = [newSide(), newSide()];
  beforeEach(async () => {
    home = await createHome();
    [emulator, real] = [newSide(), newSide()];
    const transport: Transport = {
      send({ url, headers, body }) {
        const text = Buffer.from(body ?? []).toString();
        const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1];
        const action = target?.split('.').at(-1) ?? new URLSearchParams(text).get('Action') ?? '';
        const side = url.startsWith(EMULATOR) ? emulator : real;
        side.asked.push(`${action}${text.includes('IncludeManagedResources') ? ' managed' : ''}`);
        const said = answer(side, action, text);
        const type = said.body.startsWith('{') ? 'application/x-amz-json-1.1' : 'text/xml';
        return Promise.resolve({
          ...{ status: said.status, headers: { 'content-type': type } },
          body: new TextEncoder().encode(said.body),
        });
      },
      close: () => undefined,
    };
    aws = createAws({ env: home.env, policy: openPolicy, transport, attempts: 1 });
  });
  afterEach(async () => {
    await aws.dispose();
    await home.remove();
  });

  const keys = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\nregion = eu-west-1\n';
  /** Each profile with its lines. */
  const lead = (profiles: Readonly<Record<string, string>>) =>
    home.write(
      '.aws/config',
      Object.entries(profiles)
        .map(([name, lines]) => `[profile ${name}]\n${keys}${lines}\n`)
        .join(''),
    );
  const AT_EMULATOR = `endpoint_url = ${EMULATOR}`;
  const only = (service: string) => `services = some\n[services some]\n${service} =\n  endpoint_url = ${EMULATOR}`;
  const aliasOf = async (profile: string) => valueOf(await aws.reads.identity(profile, never())).alias;

  for (const [told, toldAlias] of [
    ['no alias', none],
    ['another alias', known('sandbox')],
  ] as const)
    test(`${told} is not what AWS’s account is called, where IAM denies that, and the other way round`, async () => {
      await lead({ local: AT_EMULATOR, here: '' });
      [emulator.alias, real.alias] = [toldAlias, 'denied'];
      assert.deepEqual(await aliasOf('local'), toldAlias);
      assert.deepEqual(await aliasOf('here'), unread);
      [emulator.alias, real.alias] = ['denied', known('acme-prod')];
      assert.deepEqual(await aliasOf('here'), known('acme-prod'));
      assert.deepEqual(await aliasOf('local'), toldAlias, 'as it was read there');
    });

  test('is not what its account is called once the same profile leads to AWS', async () => {
    await lead({ here: AT_EMULATOR });
    assert.deepEqual(await aliasOf('here'), none);
    real.alias = 'denied';
    await lead({ here: '' });
    assert.deepEqual(await aliasOf('here'), unread);
  });

  test('an alias of AWS’s is no account’s that only another endpoint tells', async () => {
    await lead({ here: only('sts') });
    real.alias = known('acme-prod');
    assert.deepEqual(await aliasOf('here'), unread);
    assert.deepEqual(real.asked, [], 'AWS is not asked in vain');
  });

  const facts: Readonly<
    Record<
      string,
      {
        readonly set: () => void;
        readonly read: () => Promise<unknown>;
        readonly there: unknown;
        readonly here: unknown;
      }
    >
  > = {
    'whether a type has instance-store volumes': {
      set: () => ([emulator.stores, real.stores] = [false, true]),
      read: async () => valueOf(await aws.reads.typeStores(scope, ['i3.large'], never())),
      there: { 'i3.large': false },
      here: { 'i3.large': true },
    },
    'that what the account hides can’t be listed': {
      set: () => (emulator.takesManaged = false),
      read: async () => {
        const { failure, gaps } = await listed(aws, scope, 'instance');
        assert.equal(failure, undefined);
        return gaps.map(({ code }) => code);
      },
      there: ['managed-unlisted'],
      here: [],
    },
    'in which cluster a service is': {
      set: () => (real.cluster = 'depot'),
      async read() {
        const before = [emulator, real].map(({ asked }) => asked.length);
        valueOf(await aws.reads.pastDeployments(scope, SERVICE, undefined, never()));
        return [emulator, real].map(({ asked }, at) => asked.slice(before[at]).includes('DescribeServices'));
      },
      there: [true, false],
      here: [false, true],
    },
  };
  for (const [name, { set, read, there, here }] of Object.entries(facts))
    test(`${name} counts for that endpoint alone, once the profile leads to AWS`, async () => {
      set();
      await lead({ here: AT_EMULATOR });
      assert.deepEqual(await read(), there);
      await lead({ here: '' });
      assert.deepEqual(await read(), here);
    });

  test('whether a type has instance-store volumes is asked once of each, whoever asks', async () => {
    await lead({ here: AT_EMULATOR, other: AT_EMULATOR, third: '' });
    for (const profile of ['here', 'other', 'third', 'third'])
      valueOf(await aws.reads.typeStores({ ...scope, profile }, ['i3.large'], never()));
    for (const { asked } of [emulator, real])
      assert.equal(asked.filter((one) => one === 'DescribeInstanceTypes').length, 1);
  });
});
