import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createFormat } from '../../../../src/panel/view/format.ts';
import { historyView } from '../../../../src/panel/view/history.ts';
import type { View } from '../../../../src/panel/view/view.ts';
import type { Strings } from '../../../../src/panel/protocol/strings.ts';

it('the answers of which two can be compared are offered by their time on AWS’s clock', () => {
  const strings = new Proxy({}, { get: (_, key) => String(key) }) as Strings;
  const format = { ...createFormat('en', 'en', strings), time: (at: number) => `time ${at}` };
  const view: View = {
    ...{ strings, format, now: 0, width: 800 },
    ui: { lanes: new Set(), whole: new Set(), tableRows: new Map(), folds: new Map(), query: '', filter: '' },
    ...{ update: () => undefined, send: () => undefined },
  };
  const snapshots = [1, 2].map((at) => ({ at, shownAt: at + 600, label: 'running' }));
  const drawn = JSON.stringify(historyView(view, { type: 'history', entries: [], empty: '', snapshots }));
  for (const at of [601, 602]) assert.match(drawn, new RegExp(`"time ${at}"`));
  assert.doesNotMatch(drawn, /"time [12]"/);
});
