import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidates } from '../../../../src/ui/links/candidates.ts';

void describe('the profiles that are offered for a link of an account', () => {
  const known = new Map<string, string>();
  const offered = (...names: readonly string[]) => candidates(names, (name) => known.get(name), '111122223333');

  void it('are those of which the account isn’t known', () => {
    known.set('shop', '999988887777');
    assert.deepEqual(offered('shop', 'prod', 'dev'), [
      { profile: 'prod', isKnown: false },
      { profile: 'dev', isKnown: false },
    ]);
  });

  void it('go on holding the one that was chosen for an earlier link, as the first', () => {
    known.set('dev', '111122223333');
    assert.deepEqual(offered('shop', 'prod', 'dev', 'dev'), [
      { profile: 'dev', isKnown: true },
      { profile: 'prod', isKnown: false },
    ]);
  });

  void it('are none where all are known to lead elsewhere', () => {
    assert.deepEqual(offered('shop'), []);
    assert.deepEqual(offered(), []);
  });
});
