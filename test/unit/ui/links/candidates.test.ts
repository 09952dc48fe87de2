import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidates } from '../../../../src/ui/links/candidates.ts';

void describe('the profiles that are offered for a link of an account', () => {
  const ACCOUNT = '111122223333';
  const accounts: Readonly<Record<string, string>> = { shop: '999988887777', dev: ACCOUNT };
  const offered = (names: readonly string[], chosen: readonly string[] = []) =>
    candidates(names, chosen, (name) => accounts[name], ACCOUNT).map(({ profile, leads }) => `${profile} ${leads}`);

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

  void it('are none where all are known to lead elsewhere', () => {
    assert.deepEqual([offered(['shop']), offered(['shop'], ['shop']), offered([])], [[], [], []]);
  });
});
