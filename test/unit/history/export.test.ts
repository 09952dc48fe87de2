import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvCell, historyCsv, historyJson } from '../../../src/history/export.ts';
import { MINUTE, noon, open, ref, summary } from '../../stages/history/history.ts';

void describe('the export of a history', () => {
  const hostile = '=HYPERLINK("https://example.com","x")\n+1,"a"';

  void it('is CSV in which no cell is a formula, and from which every cell comes back', async () => {
    const { history } = await open();
    history.observe([summary({ state: 'running' })], noon);
    history.observe([summary({ state: 'failed', reason: hostile })], noon + MINUTE);
    const rows = parseCsv(history.exportCsv(ref('experiment', 'EXP1')));
    assert.ok(rows.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)));
    const [header, , failed] = rows;
    const cell = (name: string): string | undefined => failed?.[header?.indexOf(name) ?? -1];
    assert.equal(cell('reason'), `'${hostile}`);
    assert.equal(cell('to'), 'failed');
    assert.equal(cell('not before'), '2026-01-15T12:00:00.000Z');
    assert.equal(cell('not after'), '2026-01-15T12:01:00.000Z');
  });

  void it('guards what begins like a formula in any width, and quotes what may end a cell', () => {
    for (const text of [
      '=1+1',
      '\0=1+1',
      '\u200b=1+1',
      ' \u2060 -1',
      '\uff1d1+1',
      '\uff0b1',
      '\uff0d1',
      '\uff20SUM(1)',
      '\ufe661',
      '\u3000\uff1d1',
      '\t=1',
      '+1',
      '@x',
    ])
      assert.match(csvCell(text), /^"?'/, JSON.stringify(text));
    for (const text of ['a;=1+1', 'a\t=1+1', 'a|=1', 'a,=1+1', 'a\n=1', 'a"b']) {
      const cell = csvCell(text);
      assert.ok(cell.startsWith('"') && cell.endsWith('"'), JSON.stringify(text));
      assert.deepEqual(parseCsv(`x,${cell}\r\n`), [['x', text]]);
    }
    for (const text of ['', 'running', 'a = b', 'eu-west-1', '\u672c\u756a\uff1d1']) assert.equal(csvCell(text), text);
  });

  void it('has a row for each kind of entry, in columns that stay where they are', () => {
    const exp = ref('experiment', 'EXP1');
    const window = { after: noon, before: noon + MINUTE };
    const csv = historyCsv(exp, [
      { type: 'transition', subject: 'action:a', from: 'pending', to: 'running', source: 'aws', at: noon, window },
      { type: 'transition', subject: '', to: 'x', source: 'halt', at: noon, window: { before: noon }, reason: 'r' },
      { type: 'transition', subject: '', to: 'y', source: 'aws', at: noon },
      { type: 'event', subject: 'stage', name: 'created', source: 'aws', at: noon },
      { type: 'request', operation: 'StopExperiment', at: noon, outcome: { result: 'refused', message: 'No, never' } },
      { type: 'request', operation: 'StopExperiment', at: noon, outcome: { result: 'accepted' } },
      { type: 'gap', from: noon, to: noon + MINUTE },
      { type: 'gap', from: noon },
      { type: 'gap', from: 9e15 },
    ]);
    const begun = '2026-01-15T12:00:00.000Z';
    const later = '2026-01-15T12:01:00.000Z';
    const whose = `experiment,EXP1,dev,eu-west-1`;
    assert.deepEqual(csv.split('\r\n'), [
      'time,type,subject,from,to,source,not before,not after,outcome,reason,kind,id,profile,region',
      `${begun},transition,action:a,pending,running,aws,${begun},${later},,,${whose}`,
      `${begun},transition,,,x,halt,,${begun},,r,${whose}`,
      `${begun},transition,,,y,aws,,,,,${whose}`,
      `${begun},created,stage,,,aws,,,,,${whose}`,
      `${begun},request,,,StopExperiment,halt,,,refused,"No, never",${whose}`,
      `${begun},request,,,StopExperiment,halt,,,accepted,,${whose}`,
      `${begun},gap,,,,,,${later},,,${whose}`,
      `${begun},gap,,,,,,,,,${whose}`,
      `9000000000000000,gap,,,,,,,,,${whose}`,
      '',
    ]);
    const entries: unknown = JSON.parse(
      historyJson(exp, [
        { type: 'gap', from: noon, to: noon + MINUTE },
        { type: 'gap', from: noon },
      ]),
    ).entries;
    assert.deepEqual(entries, [
      { type: 'gap', from: noon, to: noon + MINUTE, fromTime: begun, toTime: later },
      { type: 'gap', from: noon, fromTime: begun },
    ]);
  });

  void it('is JSON with every entry', async () => {
    const { history } = await open();
    history.observe([summary({ state: 'running' })], noon);
    const value = JSON.parse(history.exportJson(ref('experiment', 'EXP1')));
    assert.deepEqual(value.resource, ref('experiment', 'EXP1'));
    assert.equal(value.entries[0].time, '2026-01-15T12:00:00.000Z');
  });
});

function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g)) {
    const cell = match[1] ?? '';
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (match[2] === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
