import type { PageModel, Value } from '../../../src/panel/protocol/page.ts';

const time = Date.UTC(2026, 0, 15, 12);
const words = (text: string): Value => ({ type: 'text', text });
const mono = (text: string): Value => ({ type: 'text', text, mono: true });
const list = (...items: readonly Value[]): Value => ({ type: 'list', items });

/** The audit log's page, with this many requests. */
export function auditPage(count: number): PageModel {
  const rows = Array.from({ length: count }, (_, index) => [
    list(
      { type: 'link', id: `show ${index}`, text: `web-${index}` },
      mono(`i-0123456789abcde${String(index).padStart(2, '0')}`),
    ),
    list(
      {
        type: 'state',
        state: index % 3 === 0 ? { appearance: 'failed', label: 'refused' } : { appearance: 'done', label: 'stopped' },
      },
      { type: 'button', button: { id: `start ${index}`, label: 'Start Again…', enabled: true } },
    ),
    list(words('Stop (ec2:StopInstances)'), { type: 'time', at: time + index * 60_000 }),
    list(
      words(`shop-staging (eu-west-${(index % 3) + 1})`),
      { type: 'quiet', text: 'account 111122223333' },
      { type: 'link', id: `reveal ${index}`, text: 'Show in Tree', aside: true },
    ),
    list(
      mono('arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Operator_0123456789abcdef/jane@shop.test'),
      words('game day is over'),
    ),
    list(words('accepted running → stopping'), mono('0d3ac1bd-6a65-4f5e-a2ab-0123456789ab')),
  ]);
  return {
    subject: { type: 'record', id: 'audit-log' },
    title: 'Audit Log',
    place: [],
    state: { appearance: 'done', label: `${count} requests recorded` },
    why: [],
    badges: [],
    notices: [{ tone: 'warning', text: '1 line of the log can’t be read and is left out.' }],
    buttons: [
      { id: 'copyMarkdown', label: 'Copy as Markdown', enabled: true },
      { id: 'export', label: 'Export…', enabled: true },
    ],
    search: true,
    sections: [
      {
        id: 'requests',
        title: 'Requests',
        wide: true,
        blocks: [
          {
            type: 'table',
            id: 'requests',
            label: 'Requests',
            columns: ['Target', 'Result', 'Requested', 'Where', 'Who and why', 'AWS’s reply'],
            rows,
            shown: 200,
            empty: 'Halt hasn’t sent any request yet.',
          },
        ],
      },
    ],
  };
}
