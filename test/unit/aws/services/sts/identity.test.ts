import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../../../../src/aws/credentials/profiles.ts';
import { createIdentity } from '../../../../../src/aws/services/sts/identity.ts';
import { known, unread } from '../../../../../src/model/fact.ts';
import { answeringWire, queryOf, refusalIn, type Sent, type Told } from '../../../../stages/answering/answeringWire.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { callerIdentity } from '../../../../stages/callerIdentity.ts';
import { type Given, jane } from '../../../../stages/calls/callerStage.ts';
import { failure, flush, never } from '../../../../stages/fakes.ts';
import { sharedConfigOf } from '../../../../stages/profiles/sharedConfigOf.ts';

const ALIASES =
  '<ListAccountAliasesResponse><AccountAliases><member>shop</member></AccountAliases></ListAccountAliasesResponse>';
const JANE = callerIdentity('111122223333');
const WRONG = refusalIn('none', 'InvalidClientTokenId', 'The token is invalid.', 403);
const EXPIRED = refusalIn('none', 'ExpiredToken', 'The token has expired.', 403);
const DENIED = refusalIn('none', 'AccessDenied', 'No.', 403);
const shared = sharedConfigOf({ staging: {} });
const profile = (region: string | undefined, section: Readonly<Record<string, string>> = {}): Profile => ({
  ...{ name: 'staging', section, shared, fromEnvironment: false, region },
  source: 'static',
});
const EUROPE = 'https://sts.eu-west-1.amazonaws.com/';
const HOME = 'https://sts.us-east-1.amazonaws.com/';
const at = { profile: 'staging', region: 'eu-west-1' };

/** Who somebody is, as STS answers each question, and IAM that the account is called shop. */
function asking(answer: (sent: Sent) => Told | Promise<Told>, given: Given = {}) {
  const stage = answeringWire(
    (sent) => (queryOf(sent)['Action'] === 'ListAccountAliases' ? ALIASES : answer(sent)),
    given,
  );
  const who = () => stage.asked.filter((sent) => queryOf(sent)['Action'] === 'GetCallerIdentity').map(({ url }) => url);
  return { ...stage, who, identity: createIdentity(stage.caller) };
}
/** STS, which answers so in Europe and so at home. */
const inEurope = (told: Told, home: Told = JANE) => asking(({ url }) => (url === EUROPE ? told : home));

describe('who a profile is', () => {
  it('is asked in its region, and learnt by the credentials that signed', async () => {
    const { identity, who, asked, events, lease } = asking(() => JANE);
    assert.deepEqual(valueOf(await identity.identity(profile('eu-west-1'), true, never())), {
      ...{ profile: 'staging', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/jane' },
      ...{ alias: known('shop'), destination: { kind: 'aws' } },
    });
    assert.deepEqual(who(), [EUROPE]);
    assert.deepEqual(queryOf(asked[0] ?? assert.fail()), { Action: 'GetCallerIdentity', Version: '2011-06-15' });
    assert.deepEqual(events.slice(0, 2), ['lease staging interactively', 'take staging/eu-west-1 sts 1']);
    assert.deepEqual(lease.owner(), jane);
    const quiet = asking(() => JANE);
    await quiet.identity.identity(profile('eu-west-1'), false, never());
    assert.equal(quiet.events[0], 'lease staging');
  });

  for (const [what, told] of [
    ['an account of eleven digits', callerIdentity('11112222333')],
    ['an account of thirteen digits', callerIdentity('1111222233334')],
    ['an account with something before it', callerIdentity('x111122223333')],
    ['no account', callerIdentity('')],
    ['no caller', callerIdentity('111122223333', '')],
    ['something else', '<html></html>'],
  ] as const)
    it(`isn’t known where STS tells ${what}`, async () => {
      const { identity, lease } = asking(() => told);
      const why = failureIn(await identity.identity(profile('eu-west-1'), true, never()));
      assert.deepEqual([why.kind, why.operation, lease.owner()], ['malformed', 'sts:GetCallerIdentity', undefined]);
      if (told.includes(':user/jane')) assert.equal(why.message, 'The answer tells no account.');
    });

  for (const [way, write] of Object.entries({
    plain: (token: string) => token,
    large: (token: string) => token.toUpperCase(),
    encoded: (token: string) => encodeURIComponent(token),
    'in base64': (token: string) => Buffer.from(`token ${token}`).toString('base64'),
    'in part': (token: string) => token.slice(3, 30),
  }))
    it(`tells no secret that an endpoint quotes, ${way}: the audit log keeps who it was`, async () => {
      const token = 'FwoGZXIvYXdzEFIRST/wEaDHRva2VuK29mL3RoZStyb2xl';
      const quoted = write(token);
      const arn = `arn:aws:sts::111122223333:assumed-role/Admin/${quoted}`;
      const { identity, secrets, lease } = asking(() => callerIdentity('111122223333', arn));
      secrets.add(token, 'shop');
      const told = valueOf(await identity.identity(profile('eu-west-1'), true, never()));
      // What the account is called is not what was struck.
      assert.deepEqual([told.account, told.alias], ['111122223333', unread]);
      assert.match(told.arn, /^arn:aws:sts::111122223333:.*…/);
      assert.ok(!told.arn.includes(quoted), told.arn);
      assert.equal(lease.owner()?.caller, told.arn);
    });

  it('is asked at home where its region takes no such credentials, and nowhere twice', async () => {
    const enabled = inEurope(WRONG);
    const told = valueOf(await enabled.identity.identity(profile('eu-west-1'), true, never()));
    assert.deepEqual([told.account, told.alias, enabled.who()], ['111122223333', known('shop'), [EUROPE, HOME]]);
    assert.deepEqual(
      enabled.events.filter((event) => event.startsWith('lease')),
      ['lease staging interactively', 'lease staging interactively'],
    );
    for (const [region, answer, kind, urls] of [
      ['eu-west-1', DENIED, 'denied', [EUROPE]],
      ['eu-west-1', EXPIRED, 'credentials-expired', [EUROPE]],
      ['us-east-1', WRONG, 'credentials-wrong', [HOME]],
      [undefined, WRONG, 'credentials-wrong', [HOME]],
      ['eu-west-1', WRONG, 'credentials-wrong', [EUROPE, HOME]],
    ] as const) {
      const { identity, who } = asking(() => answer);
      const why = failureIn(await identity.identity(profile(region), true, never()));
      assert.deepEqual([why.kind, who()], [kind, urls], `${kind} in ${region}`);
    }
  });
});

describe('whose credentials are', () => {
  it('is known from memory without a call', async () => {
    const { identity, lease, who } = asking(() => JANE, { owner: jane });
    assert.deepEqual(valueOf(await identity.whoseIs(lease, at, never())), jane);
    assert.deepEqual(who(), []);
  });

  it('is asked with these very credentials, and remembered by them', async () => {
    const { identity, lease, leaseOf, who, events } = asking(() => JANE);
    const other = leaseOf(8);
    assert.deepEqual(valueOf(await identity.whoseIs(other, at, never())), jane);
    assert.deepEqual([other.owner(), lease.owner(), who()], [jane, undefined, [EUROPE]]);
    assert.deepEqual(events, ['take staging/eu-west-1 sts 1']);
  });

  it('is asked at home after any failure but a cancelled one, and there once', async () => {
    for (const told of [WRONG, DENIED]) {
      const { identity, lease, who, events } = inEurope(told);
      assert.deepEqual(valueOf(await identity.whoseIs(lease, at, never())), jane);
      assert.deepEqual(who(), [EUROPE, HOME]);
      assert.deepEqual(
        events.filter((event) => event.startsWith('lease')),
        [],
      );
    }
    const both = inEurope(WRONG, DENIED);
    assert.equal(failureIn(await both.identity.whoseIs(both.lease, at, never())).kind, 'denied');
    const home = asking(() => DENIED);
    const there = { ...at, region: 'us-east-1' };
    assert.equal(failureIn(await home.identity.whoseIs(home.lease, there, never())).kind, 'denied');
    assert.deepEqual(home.who(), [HOME]);
    const { identity, lease, who } = asking(() => JANE);
    assert.equal(failureIn(await identity.whoseIs(lease, at, AbortSignal.abort())).kind, 'cancelled');
    assert.deepEqual(who(), []);
  });

  /** STS, which answers each question when it is let. */
  function held(told: Told = JANE) {
    const answers: (() => void)[] = [];
    const stage = asking(() => new Promise<Told>((resolve) => answers.push(() => resolve(told))));
    const answer = () => (answers.shift() ?? assert.fail('Nothing is asked.'))();
    const asked = async (count: number) => {
      for (let round = 0; answers.length < count && round < 200; round += 1) await flush();
      assert.equal(answers.length, count);
    };
    return { ...stage, answer, isAsked: asked, open: () => answers.length };
  }

  it('is learnt from who asks already who the profile is', async () => {
    const { identity, lease, who, answer, isAsked } = held();
    const first = identity.identity(profile('eu-west-1'), true, never());
    await isAsked(1);
    const whose = identity.whoseIs(lease, at, never());
    await flush();
    assert.deepEqual(who(), [EUROPE]);
    answer();
    assert.deepEqual(valueOf(await whose), jane);
    assert.deepEqual([valueOf(await first).account, who()], ['111122223333', [EUROPE]]);
  });

  it('is told at once where it is known, also while somebody asks again who the profile is', async () => {
    const { identity, lease, who, answer, isAsked } = held();
    lease.learn(jane);
    const again = identity.identity(profile('eu-west-1'), true, never());
    await isAsked(1);
    assert.deepEqual(valueOf(await identity.whoseIs(lease, at, never())), jane);
    assert.deepEqual(who(), [EUROPE]);
    answer();
    assert.equal(valueOf(await again).account, '111122223333');
  });

  it('is learnt from whoever asks last, where one who asked before is through', async () => {
    let questions = 0;
    const later: (() => void)[] = [];
    const { identity, lease, who } = asking(() => {
      questions += 1;
      return questions === 1 ? DENIED : new Promise<Told>((resolve) => later.push(() => resolve(JANE)));
    });
    const all = [1, 2].map(() => identity.identity(profile('eu-west-1'), true, never()));
    assert.equal(failureIn(await (all[0] ?? assert.fail())).kind, 'denied');
    const whose = identity.whoseIs(lease, at, never());
    for (let round = 0; round < 20; round += 1) await flush();
    assert.deepEqual(who(), [EUROPE, EUROPE]);
    for (const answer of later) answer();
    assert.deepEqual(valueOf(await whose), jane);
    assert.equal(who().length, 2);
    await all[1];
  });

  it('is asked by itself where that failed, or nobody waits for it any longer', async () => {
    const failing = held(DENIED);
    const first = failing.identity.identity(profile('eu-west-1'), true, never());
    await failing.isAsked(1);
    const whose = failing.identity.whoseIs(failing.lease, { ...at, region: 'us-east-1' }, undefined);
    failing.answer();
    assert.equal(failureIn(await first).kind, 'denied');
    await failing.isAsked(1);
    assert.deepEqual(failing.who(), [EUROPE, HOME]);
    failing.answer();
    assert.equal(failureIn(await whose).kind, 'denied');

    const slow = held();
    const patient = slow.identity.identity(profile('eu-west-1'), true, never());
    await slow.isAsked(1);
    const leaving = new AbortController();
    const left = slow.identity.whoseIs(slow.lease, at, leaving.signal);
    await flush();
    leaving.abort();
    assert.equal(failureIn(await left).kind, 'cancelled');
    assert.equal(failureIn(await slow.identity.whoseIs(slow.lease, at, leaving.signal)).kind, 'cancelled');
    slow.answer();
    assert.equal(valueOf(await patient).account, '111122223333');
  });

  it('is asked at once where only another profile is asked about', async () => {
    const { identity, lease, who, isAsked, answer } = held();
    const other = identity.identity({ ...profile('us-east-1'), name: 'production' }, true, never());
    await isAsked(1);
    const whose = identity.whoseIs(lease, at, never());
    await isAsked(2);
    assert.deepEqual(who(), [HOME, EUROPE]);
    answer();
    answer();
    assert.deepEqual(valueOf(await whose), jane);
    assert.equal(valueOf(await other).profile, 'production');
  });
});

describe('whether credentials work in a region', () => {
  for (const [what, told, works] of [
    ['STS knows them', JANE, true],
    ['STS takes them for wrong', WRONG, false],
    ['STS takes them for expired', EXPIRED, false],
    ['STS fails', refusalIn('none', 'InternalFailure', 'No.', 500), undefined],
    ['STS denies it', DENIED, undefined],
    ['somebody else answers', '<html></html>', undefined],
  ] as const)
    it(`is ${String(works)} where ${what}, and no person is asked for it`, async () => {
      const { identity, who, events } = asking(() => told);
      assert.equal(await identity.credentialsWork('staging', 'eu-west-1', never()), works);
      assert.deepEqual([who(), events[0]], [[EUROPE], 'lease staging']);
    });

  it('isn’t known where there are none', async () => {
    const { identity, who } = asking(() => JANE, { leased: failure('credentials-missing') });
    assert.equal(await identity.credentialsWork('staging', 'eu-west-1', undefined), undefined);
    assert.deepEqual(who(), []);
  });
});
