import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lease } from '../../../../../src/aws/credentials/broker.ts';
import { routesOf } from '../../../../../src/aws/credentials/endpoints.ts';
import { createAccountAliases } from '../../../../../src/aws/services/sts/accountAliases.ts';
import { type Fact, known, none, unread } from '../../../../../src/model/fact.ts';
import { answeringWire, refusalIn, type Told } from '../../../../stages/answering/answeringWire.ts';
import { jane } from '../../../../stages/calls/callerStage.ts';
import { never } from '../../../../stages/fakes.ts';
import { sharedConfigOf } from '../../../../stages/profiles/sharedConfigOf.ts';

const OTHER = '444455556666';
const DENIED = refusalIn('none', 'AccessDenied', 'No.', 403);
const aliases = (members: string): string =>
  `<ListAccountAliasesResponse><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases>${members}</AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>`;
const called = (alias: string): string => aliases(`<member>${alias}</member>`);

/** What the account of `jane`’s credentials is called as IAM answers these, one a question. */
function asking(...answers: readonly Told[]) {
  const left = [...answers];
  const { caller, asked, events, lease, secrets } = answeringWire(
    () => left.shift() ?? assert.fail('asked too often'),
    {
      owner: jane,
    },
  );
  const all = createAccountAliases(caller);
  const of = (account = jane.account, region = 'eu-west-1', by: Lease = lease) =>
    all.of(account, { profile: 'staging', lease: by }, region, never());
  return { of, asked, events, lease, secrets };
}
const ownedBy = (lease: Lease, account: string): Lease => ({
  ...lease,
  owner: () => ({ account, caller: `arn:aws:iam::${account}:user/jane` }),
});
const routed = (lease: Lease, env: Readonly<Record<string, string>>): Lease => ({
  ...lease,
  routes: routesOf({ section: {}, shared: sharedConfigOf({ staging: {} }) }, env),
});

describe('what an account is called', () => {
  for (const [region, url, home] of [
    ['eu-west-1', 'https://iam.amazonaws.com/', 'us-east-1'],
    ['cn-northwest-1', 'https://iam.cn-north-1.amazonaws.com.cn/', 'cn-north-1'],
    ['us-gov-east-1', 'https://iam.us-gov.amazonaws.com/', 'us-gov-west-1'],
  ] as const)
    it(`is asked of ${url} with the credentials that named it, from ${region}`, async () => {
      const { of, asked, events } = asking(called('shop-staging'));
      assert.deepEqual(await of(jane.account, region), known('shop-staging'));
      const [sent] = asked;
      assert.ok(sent !== undefined);
      assert.equal(sent.url, url);
      assert.equal(sent.body, 'Action=ListAccountAliases&Version=2010-05-08');
      assert.equal(sent.headers['content-type'], 'application/x-www-form-urlencoded');
      assert.match(sent.headers['authorization'] ?? '', new RegExp(`/${home}/iam/aws4_request`));
      assert.deepEqual(events, [`take staging/${home} sts 1`], 'no other lease is taken');
    });

  for (const [what, answer, alias] of [
    ['the longest alias', called('a'.repeat(63)), known('a'.repeat(63))],
    ['none', aliases(''), none],
    ['an alias that is too long', called('a'.repeat(64)), unread],
    ['an alias of another form', called('a b'), unread],
    ['an empty alias', aliases('<member/>'), unread],
    ['no list of aliases', '<ListAccountAliasesResponse/>', unread],
    ['a list that is empty', '<ListAccountAliasesResponse><AccountAliases/></ListAccountAliasesResponse>', none],
    ['an alias with an attribute', aliases('<member of="it">shop</member>'), unread],
    ['something whose name only begins like that', aliases('<memberOf>shop</memberOf>'), none],
    ['none, and that there are more', aliases('').replace('false', 'true'), unread],
    ['one, and that there are more', called('shop').replace('false', 'true'), known('shop')],
    ['a refusal', DENIED, unread],
    ['another page', '<html></html>', unread],
    ['an answer of another status', { status: 202, headers: {}, body: Buffer.from(called('shop')) }, unread],
  ] as const)
    it(`is ${alias.kind} where IAM tells ${what}`, async () => {
      assert.deepEqual(await asking(answer).of(), alias);
    });

  it('stands as it was read before where it can’t be read now, and changes where IAM says so', async () => {
    const { of, asked } = asking(DENIED, called('old'), DENIED, called('new'), aliases(''), DENIED);
    const told: Fact<string>[] = [];
    for (let round = 0; round < 6; round += 1) told.push(await of());
    assert.deepEqual(told, [unread, known('old'), known('old'), known('new'), none, none]);
    assert.equal(asked.length, 6);
  });

  it('holds no secret of the request, which whoever answers could quote: it is kept on the disk', async () => {
    const { of, secrets } = asking(called('a-hunter2-hunter2-b'));
    secrets.add('hunter2-hunter2');
    assert.deepEqual(await of(), unread);
  });

  it('is never another account’s', async () => {
    const { of, lease } = asking(called('staging'), DENIED, called('production'), DENIED);
    assert.deepEqual(await of(), known('staging'));
    const other = ownedBy(lease, OTHER);
    assert.deepEqual(await of(OTHER, 'eu-west-1', other), unread);
    assert.deepEqual(
      await of(jane.account, 'eu-west-1', other),
      known('staging'),
      'what another one is called is not taken',
    );
    assert.deepEqual(await of(), known('staging'));
  });

  it('is unread where the credentials are nobody’s who is known', async () => {
    const { of, lease } = asking(called('shop'));
    assert.deepEqual(await of(jane.account, 'eu-west-1', { ...lease, owner: () => undefined }), unread);
  });

  it('is not what another endpoint called an account of the same number', async () => {
    const { of, lease, asked } = asking(called('emulated'), DENIED);
    const emulator = routed(lease, { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
    assert.deepEqual(await of(jane.account, 'eu-west-1', emulator), known('emulated'));
    assert.equal(asked[0]?.url, 'http://127.0.0.1:4566/');
    assert.deepEqual(await of(), unread);
  });

  it('is asked and kept as ever where only another service’s requests go elsewhere', async () => {
    const { of, lease, asked } = asking(called('shop'), DENIED, DENIED);
    const led = routed(lease, { AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:4566' });
    for (let round = 0; round < 2; round += 1)
      assert.deepEqual(await of(jane.account, 'eu-west-1', led), known('shop'));
    assert.deepEqual(await of(), known('shop'));
    assert.equal(asked.length, 3);
  });

  it('is unread, and not asked for, where STS doesn’t speak of where IAM’s requests go', async () => {
    const { of, lease, asked } = asking();
    const led = routed(lease, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4566' });
    assert.deepEqual(await of(jane.account, 'eu-west-1', led), unread);
    assert.deepEqual(asked, []);
  });
});
