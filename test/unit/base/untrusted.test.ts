import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeOf, isHttpDate, givenName, identifier, text, time } from '../../../src/base/untrusted.ts';

describe('a text from outside', () => {
  for (const { what, given, read } of [
    { what: 'as long as the longest is read as it is', given: 'x'.repeat(16_384), read: 'x'.repeat(16_384) },
    { what: 'that is longer says that it was cut', given: 'y'.repeat(16_385), read: `${'y'.repeat(16_383)}…` },
    {
      what: 'that would be cut within a character has none of it',
      given: `${'z'.repeat(16_382)}🚀${'z'.repeat(9)}`,
      read: `${'z'.repeat(16_382)}\ufffd…`,
    },
    { what: 'of nothing is none', given: '', read: undefined },
    { what: 'that is a number is none', given: 5, read: undefined },
  ])
    test(what, () => {
      assert.equal(text(given), read);
    });
});

describe('an identifier from outside', () => {
  for (const id of [
    ...['i-0123456789abcdef0', 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web', 'a b', '$(x)', '-', '東京', 'é'],
    ...['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:p95 über 2 s ⚠️', 'x'.repeat(2_048)],
  ])
    test(`is read as it is: ${id.slice(0, 60)}`, () => {
      assert.equal(identifier(id), id);
    });
  for (const [what, hidden] of Object.entries({
    'turns what follows': '\u202e',
    'sets apart': '\u2066',
    'has no width': '\u200b',
    'is a mark of byte order': '\ufeff',
    'ends a line': '\n',
    'ends a line on old machines': '\r',
    'parts lines': '\u2028',
    'is a tabulator': '\t',
    'begins a terminal’s command': '\u001b',
    'is nothing': '\u0000',
    'fills a syllable': '\u3164',
    'is a tag': '\u{e0061}',
    'is half of one': '\ud800',
  }))
    test(`is none with a character that ${what}: it looks like another, or like two`, () => {
      for (const id of [`i-${hidden}0123456789abcdef0`, `${hidden}i-0123`, `i-0123${hidden}`, hidden])
        assert.equal(identifier(id), undefined, JSON.stringify(id));
    });
  test('is none that is empty, too long, or no text', () => {
    for (const value of ['', 'x'.repeat(2_049), 7, null, undefined, ['i-1']])
      assert.equal(identifier(value), undefined);
  });
});

describe('a name that people give', () => {
  for (const name of [
    ...[
      'p95 über 2 s ⚠️',
      'deploy 👩\u200d💻',
      'می\u200cخواهم',
      'क्\u200dष',
      'a\u200bb',
      '\u202eabc',
      'x'.repeat(2_048),
    ],
    ...['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b', ' ', '\u3164'],
  ])
    test(`is read as it is, whatever of it is drawn: ${JSON.stringify(name.slice(0, 60))}`, () => {
      assert.equal(givenName(name), name);
    });
  for (const value of [
    '',
    'a\nb',
    'a\u0000',
    '\u001b[1m',
    'a\u2028b',
    '\u0085',
    'x\ud800',
    'x'.repeat(2_049),
    7,
    null,
    ['a'],
  ])
    test(`is none that ends a line, is cut, too long or no text: ${JSON.stringify(value).slice(0, 40)}`, () => {
      assert.equal(givenName(value), undefined);
    });
});

describe('the code of what was thrown', () => {
  for (const { what, thrown, code } of [
    {
      what: 'is that of an error',
      thrown: Object.assign(new Error('no such file'), { code: 'ENOENT' }),
      code: 'ENOENT',
    },
    { what: 'is none of an error without one', thrown: new Error('no'), code: undefined },
    { what: 'is none that is no text', thrown: Object.assign(new Error('no'), { code: 1 }), code: undefined },
    { what: 'is none of what is no error', thrown: { code: 'ENOENT' }, code: undefined },
    { what: 'is none of nothing', thrown: undefined, code: undefined },
  ])
    test(what, () => {
      assert.equal(codeOf(thrown), code);
    });
});

describe('a time from outside', () => {
  for (const [given, told] of [
    ['2028-02-29T12:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000Z'],
    ['0099-01-31T00:00:00Z', '0099-01-31T00:00:00.000Z'],
    ['2026-02-29T12:00:00Z', undefined],
    ['2100-02-29T12:00:00+05:30', undefined],
    ['2026-02-30T12:00Z', undefined],
    ['2026-04-31T12:00:00.5Z', undefined],
    ['2026-00-01T00:00:00Z', undefined],
    ['2026-01-00T00:00:00Z', undefined],
    [0, '1970-01-01T00:00:00.000Z'],
    [1_768_478_400.5, '2026-01-15T12:00:00.500Z'],
    [253_402_300_799, '9999-12-31T23:59:59.000Z'],
    [253_402_300_800, undefined],
    [1_768_478_400_000, undefined],
    [new Date(1_768_478_400_000), '2026-01-15T12:00:00.000Z'],
    [new Date(1_768_478_400_000_000), undefined],
  ] as const)
    test(`is one that a calendar has, or none: ${String(given)}`, () => {
      const at = time(given);
      assert.equal(at === undefined ? undefined : new Date(at).toISOString(), told);
    });
});

describe('a date of HTTP', () => {
  for (const [given, isOne] of [
    ['Thu, 15 Jan 2026 12:00:00 GMT', true],
    [new Date(0).toUTCString(), true],
    ['Fri, 31 Dec 9999 23:59:59 GMT', true],
    ['Sat, 13 Sep 275760 00:00:00 GMT', false],
    ['-271821-04-20T00:00:00Z', false],
    ['12345', false],
    ['0', false],
    ['2026-01-15T12:00:00Z', false],
    ['Thu, 99 Jan 2026 12:00:00 GMT', false],
    ['Thu, 15 Jan 2026 12:00:00 GMT, Thu, 15 Jan 2026 12:00:00 GMT', false],
    ['', false],
  ] as const)
    test(`is one as it is written there, or none: ${given}`, () => {
      assert.equal(isHttpDate(given), isOne);
    });
});
