import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html } from 'lit';
import { UNSEEN } from '../../../../src/base/plainText.ts';
import type { PageModel, Value } from '../../../../src/panel/protocol/page.ts';
import { createFormat } from '../../../../src/panel/view/format.ts';
import { historyView } from '../../../../src/panel/view/history.ts';
import { pageView } from '../../../../src/panel/view/pageView.ts';
import { valueView } from '../../../../src/panel/view/values.ts';
import type { View } from '../../../../src/panel/view/view.ts';
import type { Strings } from '../../../../src/panel/protocol/strings.ts';

/** Turns the direction of what follows, is not drawn, or ends a line. */
const hostile = [
  ...['\u202egnitide', '\u2066a', 'a\u200bb', '\u061c', '\ufeffa', 'a\u0000b', 'a\u2028b', '\u00ad', '\u{e0061}x'],
  ...['$(x)\u202e', 'web\u202e\u2069'],
];
const strings = new Proxy({}, { get: (_, key) => String(key) }) as Strings;
const view: View = {
  ...{ strings, format: createFormat('en', 'en', strings), now: 0, width: 800 },
  ui: { lanes: new Set(), whole: new Set(), tableRows: new Map(), folds: new Map(), query: '', filter: '' },
  update: () => undefined,
  send: () => undefined,
};

/** The texts that a template puts in, each by itself; `in`: what stands before it there. */
function textsIn(drawn: unknown, before = ''): readonly { readonly text: string; readonly in: string }[] {
  if (typeof drawn === 'string') return [{ text: drawn, in: before }];
  if (Array.isArray(drawn)) return drawn.flatMap((one) => textsIn(one, before));
  if (typeof drawn !== 'object' || drawn === null || !('values' in drawn)) return [];
  if (!('strings' in drawn)) {
    // Of a list with keys, its items and what draws one of them.
    const [items, , draw] = drawn.values as readonly [readonly unknown[], unknown, (item: unknown) => unknown];
    return items.flatMap((item) => textsIn(draw(item), before));
  }
  const { values, strings: around } = drawn as { values: readonly unknown[]; strings: readonly string[] };
  return values.flatMap((value, index) => textsIn(value, around[index]));
}

/** Each hidden character stands alone in a mark of its own, and none in an attribute but in that which draws the mark. */
function assertMarked(drawn: unknown, text: string): void {
  const all = textsIn(drawn);
  assert.ok(all.length > 0);
  for (const { text: told, in: before } of all) {
    const isHidden = UNSEEN.test(told) || /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/.test(told);
    const isMarked = [...told].length === 1 && /data-code="U\+$|^">$/.test(before);
    assert.ok(!isHidden || isMarked, `${JSON.stringify(told)} of ${JSON.stringify(text)} behind ${before.slice(-40)}`);
  }
}

const button = (text: string) => ({ id: 'b', label: text, enabled: true, title: text });
const values: readonly ((text: string) => Value)[] = [
  (text) => ({ type: 'text', text }),
  (text) => ({ type: 'text', text, mono: true }),
  (text) => ({ type: 'quiet', text }),
  (text) => ({ type: 'link', id: 'l', text }),
  (text) => ({ type: 'link', id: 'l', text: 'web', title: text }),
  (text) => ({ type: 'state', state: { appearance: 'unknown', label: text } }),
  (text) => ({ type: 'button', button: button(text) }),
  (text) => ({ type: 'meter', percent: 5, text }),
  (text) => ({ type: 'rows', rows: [{ label: text, value: { type: 'quiet', text } }] }),
  (text) => ({ type: 'list', items: [{ type: 'quiet', text }] }),
];

describe('a text from outside on a page', () => {
  it('has its hidden characters marked in every kind of value', () => {
    for (const text of hostile) for (const value of values) assertMarked(valueView(view, 'v', value(text)), text);
  });

  it('has them marked in the heading, the badges, the buttons and the sections', () => {
    for (const text of hostile) {
      const page: PageModel = {
        subject: { type: 'record', id: 'r' },
        ...{ title: text, place: [], asOf: 1, why: [] },
        state: { appearance: 'unknown', label: text },
        badges: [{ label: text, tone: 'plain', title: text }],
        notices: [{ tone: 'info', text, button: button(text) }],
        ...{ buttons: [button(text)], stop: button(text), beside: button(text) },
        sections: [{ id: 's', title: text, note: text, wide: true, blocks: [{ type: 'heading', text, note: text }] }],
      };
      const drawn = pageView(view, page, html``);
      assertMarked(drawn, text);
      const [, shown = ''] = /([a-z]+)/.exec(text) ?? [];
      const places = textsIn(drawn).filter(({ text: told }) => told.includes(shown));
      assert.ok(shown === '' || places.length >= 16, `${places.length} of ${text}`);
    }
  });

  it('has them marked among the snapshots to choose from', () => {
    for (const label of hostile) {
      const snapshots = [1, 2].map((at) => ({ at, shownAt: at, label }));
      assertMarked(historyView(view, { type: 'history', entries: [], empty: '', snapshots }), label);
    }
  });
});
