import assert from 'node:assert/strict';
import type { AccessPortal } from '../../../src/model/accessPortal.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { copyCommands } from '../../../src/ui/commands/copy.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { createRows } from '../../../src/ui/commands/rows.ts';
import { experiment, identityOf, instance, lever, scope, service } from '../../stages/fakes.ts';

const ACCOUNT = '111122223333';
const PORTAL: AccessPortal = { startUrl: 'https://acme.awsapps.com/start', account: ACCOUNT, role: 'On+Call' };

/** What *Open in the AWS Console* opens for a row. */
async function opened(
  resource: Resource,
  { account, portal }: { readonly account?: string; readonly portal?: AccessPortal },
): Promise<readonly string[]> {
  const urls: string[] = [];
  const { openInConsole } = copyCommands({
    rows: createRows({ observed: () => resource }),
    inventory: { target: () => undefined },
    accounts: { of: (profile) => (account === undefined ? undefined : identityOf(profile, account)) },
    scopes: {
      info: (name) => ({ name, source: 'sso', destination: { kind: 'aws' }, ...(portal && { portal }) }),
    },
    browse: async (url) => void urls.push(url),
  });
  const node: Node = { type: 'lever', id: 'row', scope };
  await openInConsole({ kind: 'node', node, selected: [] });
  return urls;
}

describe('Open in the AWS Console', () => {
  it('leads through the access portal, with the account and the role, where the profile signs in there', async () => {
    for (const resource of [instance(), experiment(), lever(), service()]) {
      for (const known of [{ account: ACCOUNT }, {}]) {
        const [url = '', ...more] = await opened(resource, { ...known, portal: PORTAL });
        assert.deepEqual(more, []);
        const [address = '', query = ''] = url.split('#/console?');
        assert.equal(address, 'https://acme.awsapps.com/start/');
        const asked = new URLSearchParams(query);
        assert.deepEqual([asked.get('account_id'), asked.get('role_name')], [ACCOUNT, 'On+Call']);
        const destination = new URL(asked.get('destination') ?? '');
        assert.equal(destination.hostname, `${scope.region}.console.aws.amazon.com`);
      }
    }
  });

  it('leads to the console itself for other profiles, and for a portal of another account', async () => {
    for (const given of [{ account: ACCOUNT }, {}, { account: '999988887777', portal: PORTAL }]) {
      const [url = ''] = await opened(instance(), given);
      assert.equal(new URL(url).hostname, `${scope.region}.console.aws.amazon.com`, JSON.stringify(given));
    }
  });
});
