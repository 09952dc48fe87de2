import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alsoAsAccount, alsoMeant, namesNothing } from '../../../src/model/guardPattern.ts';

describe('an account as the console shows it', () => {
  for (const [pattern, account] of [
    ['1111-2222-3333', '111122223333'],
    ['!1111-2222-3333', '!111122223333'],
    ['1111-2222-*', '11112222*'],
    ['*-2222-3333', '*22223333'],
    ['1111 ???? 3333', '1111????3333'],
    ['1111.*', '1111*'],
    ['!  1111-2222-3333', '!  111122223333'],
  ] as const)
    it(`is guarded by its number, too: ${pattern}`, () => {
      assert.deepEqual(alsoAsAccount(pattern), [pattern, account]);
    });

  for (const pattern of [
    ...['shop-prod', '111122223333', 'x1111-2222-3333', '1111-2222-3333x', '11111-2222-3333', '1111-2222-33334'],
    ...['abcd-2222-3333', '1111-abcd-3333', '1111-2222-abcd', '1-2222-3333', '1111-2-3333', '1111-2222-3', ''],
    ...['!1111-2222-*', '1111-2222 *', '111-*', '*-*', '????-????-*', 'shop-*', '1111-2222-*-4444'],
  ])
    it(`is none: ${JSON.stringify(pattern)}`, () => assert.deepEqual(alsoAsAccount(pattern), [pattern]));
});

describe('what somebody can have meant by a pattern', () => {
  for (const [pattern, ...meant] of [
    ['account=1111-2222-3333', '1111-2222-3333', '111122223333'],
    ['Profile  =  shop', 'shop'],
    ['account-id=1111-2222-3333', '1111-2222-3333', '111122223333'],
    ['AWS_Account_Id = 111122223333', '111122223333'],
    ['accountNumber=111122223333', '111122223333'],
    ['account-name=shop'],
    ['team:shop', 'team=shop'],
    ['my-account=111122223333'],
    ['account=x=y'],
    ['team:shop=x'],
    ['!account=111122223333'],
    ['shop-prod'],
  ] as const)
    it(`${pattern}: ${meant.join(', ') || 'nothing else'}`, () =>
      assert.deepEqual(alsoMeant(pattern), [pattern, ...meant]));
});

describe('a pattern that names nothing', () => {
  for (const pattern of [
    // A name with where it is, however that is written.
    ...['shop (1111-2222-3333)', 'shop ( 111122223333 )', 'shop (eu-west-10)', 'shop (ap-south-1)'],
    ...['shop (ap-southeast-2)', 'shop (ca-central-1)', '[ profile shop]', 'tag :prod', 'a\vb', 'a\u0085b'],
    ...['tag :env=prod', 'env! =prod', 'env= "prod" ', 'env= ^prod', 'env=  >prod', 'env= ~prod'],
    // A switch among names.
    ...['true', 'TRUE', 'false', 'yes', 'on', 'Off', 'all', 'any', 'everything', 'none', 'null', 'never'],
    // Another tag of one letter behind it, however that is parted from it.
    ...['env=prod,t=x', 'env=prod;t=x', 'env=prod t=x', 'env=prod&&t=x', 'env=prod ,  t =x'],
    ...['accountid: 111122223333', 'account  id: 111122223333', 'Account_-Name: x', 'x{12}'],
    // An account in other groups, with what it is, or as a spreadsheet leaves it.
    ...['111 122 223 333', '111.122.223.333', "111'122'223'333", '11112222-3333', '1111_2222_3333', '1111/2222/3333'],
    ...['account 111122223333', 'Account ID 111122223333', '#111122223333', 'aws:111122223333', 'id:111122223333'],
    ...['acct-111122223333', '111122223333:root', '11122223333', '1.11122E+11', '1,11122e11', '111-2222-3333'],
    ...['\u0661\u0661\u0661\u0661\u0662\u0662\u0662\u0662\u0663\u0663\u0663\u0663'],
    // With what a word processor or another keyboard has in the place of a star, a question mark or an equals sign.
    ...[
      'prod\u2217',
      '\u204eprod\u204e',
      'prod\u066d',
      '\u2731prod',
      'shop\u061f',
      'env=\u2217',
      'env\u2260dev',
      'env\ua78aprod',
    ],
    // With a character that no name has, or in which one got lost.
    ...['prod\u0000*', 'prod\b', '\u001b[1mprod*', 'env=pr\u007fod', 'prod\ufffd*', 'prod\ud800', 'env=\udc00'],
    // In letters of two scripts that look the same: nobody has typed what they see.
    ...['pr\u043ed*', '*\u0440rod*', 'sh\u03bfp', 'env=pr\u043ed', '\u0435nv=prod'],
    // Taken out of use, with a comment, a key or a value alone, and cut.
    ...['// prod', '//prod*', '#prod', 'prod # shop', 'prod // shop', 'prod:', ':prod', 'shop-pr...', 'shop...1'],
    ...['tags:env=prod', 'tag.env=prod', 'Tags[env]=prod'],
  ])
    it(`is one in another language: ${JSON.stringify(pattern)}`, () => {
      assert.equal(namesNothing(pattern, []), true);
      assert.equal(namesNothing(`! ${pattern}`, []), true);
    });

  for (const pattern of [
    ...['shop (1111222233334)', 'shop (x111122223333)', 'shop (111122223333x)', 'shop (11111-2222-3333)'],
    ...['shop (1111-2222-33334)', 'shop (eu-west-1) old', 'shop (eu-west-x)', 'shop (x-1)', 'shop (team-west-1a)'],
    ...['my111122223333/eu-west-1', '111122223333/eu-west-1 old', 'my-profile:x', 'x [profile shop]'],
    ...['trueblue', 'all-prod', 'on call', 'none-of-these', 'all*', '?ll'],
    ...['[xprofile shop]', '/prod/2', 'acme/prod/', 'VPN-prod', 'a$b', 'a^b', 'a%b', 'a(?b)', '"a" b', '--/eu-west-1'],
    ...['my-tag:env=prod', 'env=prod', 'env=', 'env=a!', 'env=ab=c', 'env=a>b', 'env=a~b', ''],
    ...['111122223', '1111222233334', 'shop111122223333', '111122223333-shop', '1111*', '????22223333', '1e5', '1.5e9'],
    ...['shop (team-1)', 'shop (1111x2222x3333)', 'shop <1>', '<1> shop', 'a <b> c'],
    ...['shop\tprod', 'c#', 'a#1', 'prod//x', 'a..b', 'a:b', 'tagged=x', 'note=a # b', 'note=a: b', 'team=a...'],
    ...['\u043f\u0440\u043e\u0434-prod', '\u03bcservice', 'caf\u00e9', '\u6771\u4eac-prod', 'shop-\u03a9', 'a\u4e00b'],
  ])
    it(`can be a name: ${JSON.stringify(pattern)}`, () => assert.equal(namesNothing(pattern, []), false));

  it('is no matter where a profile is called so, but for what the settings editor underlines', () => {
    for (const [pattern, isNothing] of [
      ['a;b', false],
      ['tag:prod', false],
      ['a,b', true],
      ['arn:aws:iam', true],
    ] as const) {
      assert.equal(namesNothing(pattern, [pattern, 'x']), isNothing, pattern);
      assert.equal(namesNothing(pattern, ['x']), true, pattern);
    }
  });

  for (const pattern of [
    ...['shop-prod pay-prod', 'shop-prod   pay-prod', 'shop-prod && pay-prod', 'shop-prod / pay-*'],
    ...['shop-prod and pay-prod', 'shop-prod OR pay-*'],
  ])
    it(`several of the chosen profiles in one text: ${pattern}`, () => {
      assert.equal(namesNothing(pattern, ['shop-prod', 'pay-prod']), true);
      assert.equal(namesNothing(pattern, ['shop-prod']), false);
    });
});
