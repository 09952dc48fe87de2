import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type AccessPortal, consoleLinkTo } from '../../../src/model/accessPortal.ts';
import { consoleUrl } from '../../../src/model/arn.ts';
import { type PartitionFacts, partitions } from '../../../src/model/partitions.ts';
import { consoleUrls } from '../../../src/pages/consoleUrls.ts';
import { instanceLike } from '../../stages/resources.ts';
import { assertProperty } from '../../stages/property.ts';

const ACCOUNT = '111122223333';
const portal: AccessPortal = { startUrl: 'https://acme.awsapps.com/start', account: ACCOUNT, role: 'OnCall' };
const page = consoleUrl(instanceLike({ id: 'i-1' }));
const opened = (more: Partial<AccessPortal>, url = page, account: string | undefined = ACCOUNT) =>
  consoleLinkTo(url, account, { ...portal, ...more });

/** What the portal reads of a shortcut. */
function shortcut(url: string) {
  const { origin, pathname, hash } = new URL(url);
  const [route, query] = hash.split('?');
  const { account_id, role_name, destination, ...more } = Object.fromEntries(new URLSearchParams(query));
  return { portal: `${origin}${pathname}${route}`, account: account_id, role: role_name, destination, more };
}

describe('a link to the console', () => {
  it('goes through the access portal of the profile, which is told account, role and page', () => {
    const link = opened({});
    assert.deepEqual(shortcut(link.url), {
      portal: 'https://acme.awsapps.com/start/#/console',
      account: ACCOUNT,
      role: 'OnCall',
      destination: page,
      more: {},
    });
    assert.deepEqual([link.kind, link.account], ['portal', ACCOUNT]);
    // Before anybody said whose the profile is, the config is believed.
    assert.equal(consoleLinkTo(page, undefined, portal).url, link.url);
  });

  it('goes nowhere but to the page where the profile names no account or role that can be', () => {
    for (const more of [
      ...['', '11112222333', '1111222233334', 'a111122223333', '111122223333x', '1111 2222 333'].map((account) => ({
        account,
      })),
      ...['', 'On Call', 'OnCall/', '/OnCall', 'x'.repeat(33)].map((role) => ({ role })),
    ])
      assert.deepEqual(
        consoleLinkTo(page, undefined, { ...portal, ...more }),
        { kind: 'plain', url: page, account: undefined },
        JSON.stringify(more),
      );
    assert.equal(opened({ role: 'x'.repeat(32) }).kind, 'portal');
  });

  it('is the same however the start URL is written, and follows the forms of the partitions', () => {
    for (const startUrl of [
      'https://acme.awsapps.com/start/',
      'https://acme.awsapps.com/start//',
      'https://acme.awsapps.com/start#',
      'https://acme.awsapps.com/start/#/',
      'https://acme.awsapps.com/start/#/?tab=accounts',
      ' https://ACME.awsapps.com/start ',
      'https://acme.awsapps.com:443/start',
    ]) {
      assert.equal(opened({ startUrl }).url, opened({}).url, startUrl);
    }
    const gov = consoleUrl(instanceLike({ scope: { profile: 'p', region: 'us-gov-west-1' } }));
    const china = consoleUrl(instanceLike({ scope: { profile: 'p', region: 'cn-north-1' } }));
    const rows = [
      [gov, 'https://start.us-gov-home.awsapps.com/directory/d-9067000000'],
      [china, 'https://start.home.awsapps.cn/directory/d-9067000000/'],
      [china, 'https://acme.awsapps.cn/start'],
      [page, 'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws'],
      [page, 'https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws/start/#/'],
      [gov, 'https://ssoins-1234567890abcdef.portal.us-gov-west-1.app.aws/'],
    ] as const;
    for (const [url, startUrl] of rows) {
      const link = opened({ startUrl }, url);
      assert.equal(link.kind, 'portal', startUrl);
      assert.equal(shortcut(link.url).destination, url);
      const portalAddress = startUrl.split('#')[0]?.replace(/\/+$/, '') ?? '';
      assert.equal(shortcut(link.url).portal, `${portalAddress}/#/console`);
    }
  });

  it('is the plain one, with the account beside it, where no portal is known to lead there', () => {
    const unfit: readonly Partial<AccessPortal>[] = [
      ...[
        '',
        'acme',
        'http://acme.awsapps.com/start',
        'https://acme.awsapps.com.evil.example/start',
        'https://evilawsapps.com/start',
        'https://user@acme.awsapps.com/start',
        'https://acme.awsapps.com:8443/start',
        'https://acme.awsapps.com/',
        'https://acme.awsapps.com/start/../evil',
        'https://acme.awsapps.com/x/directory/d-9067000000',
        'https://acme.awsapps.com/directory/d-9067000000/x',
        'https://acme.awsapps.cn/start',
        'https://identitycenter.amazonaws.com/ssoins-1111111111111111',
        // Of another partition, of none that is known to have it, and of nobody.
        'https://ssoins-1234567890abcdef.portal.us-gov-west-1.app.aws',
        'https://ssoins-1234567890abcdef.portal.cn-north-1.app.aws',
        'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws.evil.example',
        'https://ssoins-1234567890abcdef.portal.evil.example/.us-east-1.app.aws',
        'https://a.b.portal.us-east-1.app.aws',
        'https://portal.us-east-1.app.aws',
        'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws/elsewhere',
        'https://ssoins-1234567890abcdef.us-east-1.app.aws',
        'javascript:alert(1)',
        'file:///etc/passwd',
      ].map((startUrl) => ({ startUrl })),
      ...['', '1111', 'x'.repeat(12), '444455556666'].map((account) => ({ account })),
      ...['', 'On Call', 'a&destination=https://evil.example', 'x'.repeat(33), 'röle'].map((role) => ({ role })),
    ];
    for (const more of unfit) {
      assert.deepEqual(opened(more), { kind: 'plain', url: page, account: ACCOUNT }, JSON.stringify(more));
    }
    assert.deepEqual(consoleLinkTo(page, '444455556666', portal).kind, 'plain');
    // Before anybody said whose the profile is, the account is the config’s.
    const unknown = consoleLinkTo(page, undefined, { ...portal, startUrl: 'https://portal.evil.example/start' });
    assert.deepEqual(unknown, { kind: 'plain', url: page, account: ACCOUNT });
    assert.deepEqual(opened({}, 'https://evil.example/ec2/home').kind, 'plain', 'no page of a console');
    assert.deepEqual(consoleLinkTo(page, ACCOUNT, undefined), { kind: 'plain', url: page, account: ACCOUNT });
    assert.deepEqual(consoleLinkTo(page, undefined, undefined), { kind: 'plain', url: page, account: undefined });
  });

  it('gives the portal the whole page, whatever is in its address, and leads nowhere else', () => {
    const urls = consoleUrls('eu-west-1');
    assertProperty(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (bucket, prefix) => {
        const url = urls.s3Folder(bucket, prefix);
        const { portal: where, account, destination, more } = shortcut(opened({}, url).url);
        assert.deepEqual(
          { where, account, destination, more },
          { where: 'https://acme.awsapps.com/start/#/console', account: ACCOUNT, destination: url, more: {} },
        );
      }),
    );
    assertProperty(
      fc.property(fc.webUrl(), (startUrl) => {
        const { url } = opened({ startUrl });
        const { hostname } = new URL(url);
        assert.ok(hostname.endsWith('.awsapps.com') || url === page);
      }),
    );
  });

  it('never goes through the portal of another partition', () => {
    const all: readonly PartitionFacts[] = Object.values(partitions);
    for (const { console: host, portal: own } of all) {
      for (const domain of ['awsapps.com', 'awsapps.cn']) {
        const link = opened({ startUrl: `https://acme.${domain}/start` }, `https://${host}/fis/home`);
        assert.equal(link.kind, own === domain ? 'portal' : 'plain', `${host} ${domain}`);
      }
    }
  });
});
