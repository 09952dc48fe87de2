import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseHostMessage, parsePanelMessage } from '../../../../src/panel/protocol/messages.ts';
import type { PageModel } from '../../../../src/panel/protocol/page.ts';
import { readSavedState, toSave } from '../../../../src/panel/view/savedState.ts';
import { stringKeys } from '../../../../src/panel/protocol/strings.ts';
import { panelStrings } from '../../../../src/ui/detail/panelStrings.ts';
import { english } from '../../../stages/panel/english.ts';
import { assertProperty } from '../../../stages/property.ts';

const page: PageModel = {
  subject: { type: 'resource', ref: { kind: 'experiment', id: 'EXP1', scope: { profile: 'p', region: 'r' } } },
  title: 'A',
  place: [{ type: 'text', text: 'EXP1', mono: true }],
  state: { appearance: 'running', label: 'running' },
  elapsed: { label: 'for {0}', from: 1 },
  why: [
    {
      label: 'Reason',
      value: { type: 'rows', rows: [{ label: 'x', value: { type: 'list', items: [{ type: 'time', at: 1 }] } }] },
    },
  ],
  badges: [{ label: 'b', tone: 'info' }],
  notices: [{ tone: 'error', text: 'n', button: { id: 'i', label: 'l', enabled: true } }],
  buttons: [],
  sections: [
    {
      id: 's',
      title: 't',
      wide: true,
      blocks: [
        {
          type: 'timeline',
          from: 0,
          to: 1,
          live: true,
          markers: [{ at: 1, kind: 'request', label: 'm' }],
          lanes: [{ id: 'l', label: 'l', state: { appearance: 'done', label: 'd' }, details: [], real: { from: 1 } }],
        },
        {
          type: 'track',
          label: 'l',
          stages: [{ label: 's', status: 'present', note: { type: 'countdown', to: 1, over: 'o' } }],
        },
        {
          type: 'table',
          id: 'i',
          label: 'l',
          columns: ['c'],
          rows: [[{ type: 'meter', percent: 1, text: 't' }]],
          empty: 'e',
        },
        {
          type: 'history',
          empty: 'e',
          snapshots: [{ at: 1, shownAt: 2, label: 'm' }],
          entries: [
            { type: 'gap', from: 1 },
            {
              type: 'change',
              subject: '',
              to: { appearance: 'done', label: 'd' },
              at: 1,
              source: 'aws',
              window: { before: 2 },
            },
          ],
        },
      ],
    },
  ],
};

void describe('the messages between host and panel', () => {
  void it('take a whole page, and no page that lacks or mistakes any one of its members', () => {
    assert.deepEqual(parseHostMessage({ type: 'page', page }), { type: 'page', page });
    for (const path of pathsOf(page)) {
      const broken = structuredClone(page);
      if (!breakAt(broken, path)) continue;
      assert.equal(parseHostMessage({ type: 'page', page: broken }), undefined, path.join('.'));
    }
  });

  void it('never throw, and take nothing for a message that is none', () => {
    assertProperty(
      fc.property(fc.anything(), (value) => {
        const host = parseHostMessage(value);
        const panel = parsePanelMessage(value);
        assert.equal(host, undefined);
        assert.equal(panel, undefined);
      }),
      { numRuns: 500 },
    );
  });

  void it('take what the panel sends, and drop what it did not say', () => {
    assert.deepEqual(parsePanelMessage({ type: 'press', id: 'x', url: 'https://example.com' }), {
      type: 'press',
      id: 'x',
    });
    assert.deepEqual(parsePanelMessage({ type: 'compare', from: 1, to: 2 }), { type: 'compare', from: 1, to: 2 });
    for (const bad of [
      { type: 'press' },
      { type: 'compare', from: '1', to: 2 },
      { type: 'export', format: 'exe' },
      { type: 'copy', text: 7 },
    ]) {
      assert.equal(parsePanelMessage(bad), undefined);
    }
  });

  void it('give the panel every word it needs', () => {
    const strings = panelStrings(english);
    assert.deepEqual(Object.keys(strings).sort(), [...stringKeys].sort());
    const message = { type: 'start', strings, wordsLanguage: 'en', language: 'en' };
    assert.deepEqual(parseHostMessage(message), message);
    const { now: _, ...incomplete } = strings;
    assert.equal(parseHostMessage({ ...message, strings: incomplete }), undefined);
  });
});

void describe('what the panel saves', () => {
  void it('comes back as it was', () => {
    const ui = {
      lanes: new Set(['a']),
      whole: new Set(['b']),
      tableRows: new Map([['t', 210]]),
      folds: new Map([['/x', true]]),
      query: 'q',
      filter: 'f',
      compareFrom: 1,
      compareTo: 2,
    };
    const saved = JSON.stringify(toSave(page.subject, { ui, scrollTop: 7 }));
    assert.deepEqual(readSavedState(JSON.parse(saved)), { ui, scrollTop: 7 });
  });

  void it('is empty where it makes no sense', () => {
    assertProperty(
      fc.property(fc.anything(), (value) => {
        const { ui } = readSavedState({
          ui: { lanes: value, tableRows: value, folds: [[value, value]], query: value },
          scrollTop: value,
        });
        assert.ok(ui.lanes instanceof Set && ui.tableRows instanceof Map && typeof ui.query === 'string');
      }),
    );
  });
});

/** The members that a page must have, and their parts. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key])),
  ];
}

/** Puts something of another type there. False where that is an open member of a larger thing that was broken already. */
function breakAt(root: object, path: readonly string[]): boolean {
  let holder: object = root;
  for (const key of path.slice(0, -1)) {
    const next: unknown = Reflect.get(holder, key);
    if (typeof next !== 'object' || next === null) return false;
    holder = next;
  }
  const last = path.at(-1) ?? '';
  const value: unknown = Reflect.get(holder, last);
  return Reflect.set(holder, last, typeof value === 'number' ? 'text' : 7);
}
