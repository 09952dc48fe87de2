import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemberReader } from '../../../src/base/memberReader.ts';

const odd: readonly unknown[] = [7, 'x', true, [], {}, [1], { a: 1 }, Number.NaN];
const kinds = {
  text: [(from: MemberReader) => from.text('it'), (value: unknown) => typeof value === 'string'],
  identifier: [(from: MemberReader) => from.identifier('it'), (value: unknown) => typeof value === 'string'],
  givenName: [(from: MemberReader) => from.givenName('it'), (value: unknown) => typeof value === 'string'],
  number: [(from: MemberReader) => from.number('it'), (value: unknown) => Number.isFinite(value)],
  flag: [(from: MemberReader) => from.flag('it') || undefined, (value: unknown) => typeof value === 'boolean'],
  time: [(from: MemberReader) => from.time('it'), (value: unknown) => Number.isFinite(value)],
  record: [(from: MemberReader) => from.record('it'), (value: unknown) => isRecord(value)],
  records: [(from: MemberReader) => from.records('it')[0], (value: unknown) => Array.isArray(value)],
  texts: [(from: MemberReader) => from.texts('it')[0], (value: unknown) => Array.isArray(value)],
} as const;
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

describe('a reader of members', () => {
  for (const [kind, [read, isRight]] of Object.entries(kinds)) {
    it(`notes each that is no ${kind}, and reads the others`, () => {
      for (const value of odd) {
        const from = new MemberReader({ it: value });
        const found = read(from);
        if (isRight(value)) continue;
        assert.deepEqual([found, from.unread], [undefined, ['it']], JSON.stringify(value));
      }
    });
  }

  it('takes null, an empty text and what isn’t there for nothing', () => {
    const from = new MemberReader({ none: null, empty: '', list: [null, ''] });
    assert.deepEqual(
      [from.text('none'), from.number('none'), from.record('none'), from.text('empty'), from.identifier('empty')],
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(
      [from.texts('list'), from.records('none'), from.time('more'), from.unread],
      [[], [], undefined, []],
    );
  });

  it('notes counts and flags that are left out, apart from what can’t be read', () => {
    const from = new MemberReader({ no: null, odd: 'x', zero: 0, is: false, in: {} });
    for (const key of ['no', 'odd', 'zero', 'more']) assert.equal(from.count(key), 0);
    for (const key of ['is', 'more', 'not']) assert.equal(from.within('in').flag(key), false);
    assert.equal(from.flag('is'), false);
    assert.deepEqual(
      [from.flagIfTold('is'), from.flagIfTold('not'), from.number('nothing')],
      [false, undefined, undefined],
    );
    assert.deepEqual([from.leftOut, from.unread], [['no', 'more', 'in.is', 'in.more', 'in.not'], ['odd']]);
  });

  it('names the place of what is within records, lists and maps, once', () => {
    const from = new MemberReader({
      a: { b: { c: 'x' } },
      list: [{ k: 1 }, 'no record', { k: 'v' }],
      map: { one: 'a', two: 2, ['__proto__']: 'own' },
      times: { at: '2026-01-15T12:00:00', other: '2026-01-15T12:00:00Z' },
    });
    from.within('a').within('b').number('c');
    from.within('a').within('b').number('c');
    assert.deepEqual(
      from.records('list').map((item) => item.text('k')),
      [undefined, 'v'],
    );
    assert.deepEqual(Object.entries(from.textMap('map')), [
      ['one', 'a'],
      ['__proto__', 'own'],
    ]);
    assert.deepEqual(
      [from.within('times').time('at'), from.within('times').time('other')],
      [undefined, Date.UTC(2026, 0, 15, 12)],
    );
    assert.deepEqual(from.unread, ['a.b.c', 'list[1]', 'list[0].k', 'map.two', 'times.at']);
  });

  it('takes no time without its zone for one, of any form', () => {
    for (const time of [
      '',
      'soon',
      '2026-01-15',
      '2026-01-15T12:00:00',
      '2026-01-15 12:00:00Z',
      '2026-13-45T99:00:00Z',
    ]) {
      const from = new MemberReader({ time });
      assert.deepEqual([from.time('time'), from.unread], [undefined, ['time']], time);
    }
  });

  it('names no more than a person reads', () => {
    const from = new MemberReader({ list: Array.from({ length: 5_000 }, () => 7) });
    assert.deepEqual(from.texts('list'), []);
    assert.equal(from.unread.length, 50);
  });

  it('gives nothing that no text can hold', () => {
    const from = new MemberReader({ half: 'a\ud83d b', id: 'a\udc00' });
    assert.deepEqual([from.text('half'), from.identifier('id'), from.unread], ['a\ufffd b', undefined, ['id']]);
  });

  it('gives the names in a map as it gives texts: half of a character would be in ids and addresses, which can’t hold it', () => {
    const from = new MemberReader({ texts: { 'a\ud83d': 'x' }, records: { 'a\ud83d': { after: 'a\ud83d' } } });
    const records = from.entries('records').map(([name, one]) => [name, one.text('after')]);
    assert.deepEqual([from.textMap('texts'), records], [{ 'a\ufffd': 'x' }, [['a\ufffd', 'a\ufffd']]]);
  });

  it('gives a record’s own members alone, whatever they are called and whoever made it', () => {
    const names = Object.getOwnPropertyNames(Object.prototype);
    for (const name of names) {
      const none = new MemberReader({});
      assert.deepEqual(
        [none.raw(name), none.text(name), none.record(name), none.unread],
        [undefined, undefined, undefined, []],
      );
      assert.equal(new MemberReader(JSON.parse(`{${JSON.stringify(name)}:"own"}`)).text(name), 'own');
    }
    const heir: unknown = Object.create({ id: 'inherited' }, { name: { value: 'own', enumerable: true } });
    const from = new MemberReader({ heirs: [heir], heir });
    assert.deepEqual([from.within('heir').raw('id'), from.within('heir').text('name')], [undefined, 'own']);
    assert.deepEqual(
      from.records('heirs').map((one) => one.identifier('id')),
      [undefined],
    );
    assert.equal(new MemberReader(Object.assign(Object.create(null), { id: 'own' })).text('id'), 'own');
  });
});
