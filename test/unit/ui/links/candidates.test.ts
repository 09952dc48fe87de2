import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Identity } from '../../../../src/model/identity.ts';
import { candidates } from '../../../../src/ui/links/candidates.ts';
import { customAt, customBut } from '../../../stages/destinations.ts';
import { identityOf } from '../../../stages/fakes.ts';

void describe('the profiles that are offered for a link of an account', () => {
  const ACCOUNT = '111122223333';
  const accounts: Readonly<Record<string, string>> = { shop: '999988887777', dev: ACCOUNT };
  const offered = (names: readonly string[], chosen: readonly string[] = []) =>
    candidates(names, chosen, identity, ACCOUNT).map(({ profile, leads }) => `${profile} ${leads}`);
  const identity = (name: string) => {
    const account = accounts[name];
    return account === undefined ? undefined : identityOf(name, account);
  };

  void it('are those of which the account isn’t known', () => {
    assert.deepEqual(offered(['shop', 'prod', 'test']), ['prod unasked', 'test unasked']);
  });

  void it('go on holding the one that was taken for an earlier link, as the first', () => {
    assert.deepEqual(offered(['shop', 'prod', 'dev', 'dev']), ['dev there', 'prod unasked']);
  });

  void it('have the chosen ones that couldn’t be asked before what nobody asked, also where the config doesn’t tell of them', () => {
    for (const names of [
      ['shop', 'prod', 'dev', 'test'],
      ['shop', 'prod', 'dev'],
    ])
      assert.deepEqual(offered(names, ['test', 'shop']), ['dev there', 'test unread', 'prod unasked']);
  });

  void it('have their endpoint beside the number where that leads to accounts of several, and only there', () => {
    const at = (url: string) => ({ ...identityOf('local', ACCOUNT), destination: customAt(url) });
    const whose = (of: (name: string) => Identity | undefined, ...names: readonly string[]) =>
      candidates(names, names, of, ACCOUNT).map((one) => one.whose);
    const local = (name: string) => (name === 'local' ? at('http://localhost:4566') : identity(name));
    assert.deepEqual(whose(local, 'dev', 'local', 'shop', 'prod'), [
      `${ACCOUNT} (AWS)`,
      `${ACCOUNT} (http://localhost:4566)`,
      undefined,
    ]);
    assert.deepEqual(whose(local, 'local', 'prod'), [ACCOUNT, undefined]);
    assert.deepEqual(whose(local, 'dev', 'prod'), [ACCOUNT, undefined]);
    const both = (name: string) => at(`http://localhost:${name}`);
    assert.deepEqual(whose(both, '1', '2'), [`${ACCOUNT} (http://localhost:1)`, `${ACCOUNT} (http://localhost:2)`]);
    const endpoint = customBut({ EC2: 'https://ec2.eu-west-1.amazonaws.com' });
    const behind = (name: string) => ({ ...identityOf(name, ACCOUNT), ...(name === '1' && { destination: endpoint }) });
    assert.deepEqual(whose(behind, '1', '2'), [ACCOUNT, ACCOUNT]);
  });

  void it('are none where all are known to lead elsewhere', () => {
    assert.deepEqual([offered(['shop']), offered(['shop'], ['shop']), offered([])], [[], [], []]);
  });
});
