import assert from 'node:assert/strict';
import { allLists } from '../../../src/ui/commands/refresh.ts';
import { scope } from '../../stages/fakes.ts';

/** What each list is asked to read again. */
function stage() {
  const asked: unknown[] = [];
  const list = (name: string) => ({ refresh: async (which?: object) => void asked.push([name, which]) });
  const poller = { refresh: (which?: object) => void asked.push(['poller', which]) };
  return { asked, lists: allLists(poller, [list('past deployments'), list('daemons')]) };
}

describe('reading AWS again', () => {
  for (const which of [{}, { profile: 'shop-staging' }, { scope }]) {
    it(`of ${JSON.stringify(which)} is of every list there, also of those that somebody has opened`, async () => {
      const { asked, lists } = stage();
      await lists.refresh(which);
      assert.deepEqual(asked, [
        ['poller', which],
        ['past deployments', which],
        ['daemons', which],
      ]);
    });
  }

  it('of the services is of what hangs on them, too, and of nothing else there', async () => {
    const { asked, lists } = stage();
    await lists.refresh({ scope, kind: 'service' });
    assert.deepEqual(asked, [
      ['poller', { scope, kind: 'service' }],
      ['past deployments', { scope }],
      ['daemons', { scope }],
    ]);
  });

  it('of the experiments is of the safety lever that stands among them', async () => {
    const { asked, lists } = stage();
    await lists.refresh({ scope, kind: 'experiment' });
    assert.deepEqual(asked, [
      ['poller', { scope, kind: 'experiment' }],
      ['poller', { scope, kind: 'lever' }],
    ]);
  });

  it('of the instances is of them alone', async () => {
    const { asked, lists } = stage();
    await lists.refresh({ scope, kind: 'instance' });
    assert.deepEqual(asked, [['poller', { scope, kind: 'instance' }]]);
  });
});
