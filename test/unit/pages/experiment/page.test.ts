import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { experimentOf } from '../../../../src/aws/services/fis/mapping.ts';
import { experimentPage } from '../../../../src/pages/experiment/page.ts';
import { parseHostMessage } from '../../../../src/panel/protocol/messages.ts';
import { experimentAnswer, pageInput, pageOfExperiment } from '../../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };
const extras = { resolved: none, accounts: none };

void describe('an experiment’s page', () => {
  void it('is the same before AWS’s text came, from what is known of the experiment', () => {
    const input = pageInput(now, { experiment: experimentAnswer(now) });
    const { json: _, ...without } = input;
    const page = experimentPage(without, experimentOf(input.ref.scope, experimentAnswer(now)), extras);
    const whole = pageOfExperiment(input, extras);
    assert.deepEqual(
      [page.title, page.state, page.elapsed, page.badges, page.why],
      [whole.title, whole.state, whole.elapsed, whole.badges, whole.why],
    );
    assert.deepEqual(JSON.stringify(page.sections), JSON.stringify(whole.sections));
    assert.match(JSON.stringify(page.sections), /shop-fis-reports/);
  });

  void it('is a page also of one of which nothing is known', () => {
    const { json: _, ...without } = pageInput(now, {});
    const page = experimentPage(without, undefined, extras);
    assert.ok(parseHostMessage({ type: 'page', page }));
    assert.equal(page.title, without.ref.id);
  });
});
