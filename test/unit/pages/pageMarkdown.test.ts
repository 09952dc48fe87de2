import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageMarkdown } from '../../../src/pages/pageMarkdown.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';

const page: PageModel = {
  subject: { type: 'record', id: 'plan 1' },
  title: 'Plan: Stop web-1',
  place: [],
  state: { appearance: 'waiting', label: 'nothing has been sent' },
  why: [{ label: 'Planned', value: { type: 'time', at: Date.UTC(2026, 0, 2, 3, 4, 5) } }],
  badges: [],
  notices: [{ tone: 'warning', text: 'Not everything could be read.' }],
  buttons: [{ id: 'export', label: 'Export…', enabled: true }],
  sections: [
    {
      id: 'place',
      title: 'shop-staging',
      wide: true,
      blocks: [
        { type: 'button', button: { id: 'open', label: 'Open File', enabled: true } },
        {
          type: 'table',
          id: 'targets',
          label: 'Targets',
          columns: ['Target', 'State'],
          rows: [
            [
              {
                type: 'list',
                items: [
                  { type: 'link', id: 'show', text: '[x](command:evil) | <b>' },
                  { type: 'text', text: 'i-1' },
                  { type: 'button', button: { id: 'start', label: 'Start Again…', enabled: true } },
                ],
              },
              { type: 'state', state: { appearance: 'running', label: 'running' } },
            ],
          ],
          empty: '',
        },
        { type: 'table', id: 'none', label: 'None', columns: ['A'], rows: [], empty: 'Nothing here.' },
      ],
    },
  ],
};

void test('a page becomes Markdown without what can be pressed, and nothing from outside becomes markup', () => {
  assert.equal(
    pageMarkdown(page),
    [
      '## Plan\\: Stop web\\-1',
      '',
      'nothing has been sent',
      '',
      '- Planned: 2026-01-02T03:04:05.000Z',
      '',
      '> Not everything could be read\\.',
      '',
      '### shop\\-staging',
      '',
      '| Target | State |',
      '| --- | --- |',
      '| \\[x\\]\\(command\\:evil\\) \\| \\<b\\>, i\\-1 | running |',
      '',
      'Nothing here\\.',
      '',
    ].join('\n'),
  );
});
