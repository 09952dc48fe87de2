import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it, mock } from 'node:test';
import { createAws } from '../../../src/aws/aws.ts';
import { inParallel } from '../../../src/aws/call/concurrency.ts';
import type { Transport, WireRequest } from '../../../src/aws/transport/transport.ts';
import { createHome, listed, profileLines } from '../../stages/aws.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';

const PROFILES = 1_000;
const REGIONS = 4;
/** So many listings the poller has under way. */
const AT_ONCE = 64;
const accounts = Array.from({ length: PROFILES }, (_, index) => String(500_000_000_000 + index));
/** Whose key signed. */
const KEY = /Credential=(\w+)\//;

/** Answers at once, with no experiment, and counts who asked who they are. */
function quietWire() {
  const askedWho = new Map<string, number>();
  const listings = { count: 0 };
  const answer = ({ url, headers }: WireRequest): { readonly type: string; readonly body: string } => {
    if (new URL(url).pathname.startsWith('/experiments')) {
      listings.count += 1;
      return { type: 'application/json', body: '{"experiments":[]}' };
    }
    const key = KEY.exec(headers['authorization'] ?? '')?.[1] ?? '';
    askedWho.set(key, (askedWho.get(key) ?? 0) + 1);
    const who = '<Account>500000000000</Account><Arn>arn:aws:iam::500000000000:user/a</Arn><UserId>A</UserId>';
    const result = `<GetCallerIdentityResult>${who}</GetCallerIdentityResult>`;
    const space = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
    return { type: 'text/xml', body: `<GetCallerIdentityResponse ${space}>${result}</GetCallerIdentityResponse>` };
  };
  const transport: Transport = {
    send: (request) => {
      const { type, body } = answer(request);
      return Promise.resolve({ status: 200, headers: { 'content-type': type }, body: Buffer.from(body) });
    },
    close: () => undefined,
  };
  return { transport, askedWho, listings };
}

describe('4,000 places at once', () => {
  it('ask each of a thousand profiles once whose it is, and look at the config’s files for many calls at a time', async () => {
    const home = await createHome();
    await home.write('.aws/config', accounts.map((id) => profileLines(`p-${id}`, id, 'http://127.0.0.1:9')).join(''));
    const { transport, askedWho, listings } = quietWire();
    const aws = createAws({ env: home.env, policy: openPolicy, transport });
    const stats = mock.method(fs.promises, 'stat');
    syncBuiltinESMExports();
    try {
      const places = accounts.flatMap((id) =>
        Array.from({ length: REGIONS }, (_, region) => ({ profile: `p-${id}`, region: `eu-west-${region + 1}` })),
      );
      const lists = await inParallel(places, AT_ONCE, (scope) => listed(aws, scope, 'experiment'));
      assert.deepEqual([...new Set(lists.map(({ failure }) => failure?.message))], [undefined]);
      assert.equal(listings.count, places.length);
      assert.equal(askedWho.size, PROFILES);
      assert.deepEqual([...new Set(askedWho.values())], [1]);
      // Two files: once a place would be twice as many as there are places.
      const looks = stats.mock.callCount();
      assert.ok(looks > 0 && looks < places.length, `${looks} looks at files`);
    } finally {
      stats.mock.restore();
      syncBuiltinESMExports();
      await aws.dispose();
      await home.remove();
    }
  });
});
