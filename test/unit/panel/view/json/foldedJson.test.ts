import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createFoldedJson, MAX_MATCHES } from '../../../../../src/panel/view/json/foldedJson.ts';
import { formatJson, jsonLines } from '../../../../../src/base/jsonLines.ts';
import { assertProperty } from '../../../../stages/property.ts';

void describe('the lines of a JSON text', () => {
  void it('say what JSON.parse says, of any value, however it is spaced', () => {
    assertProperty(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, 2, '\t'), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        assert.deepEqual(JSON.parse(formatJson(json)), JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });

  void it('are those that JSON.stringify writes', () => {
    assertProperty(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        assert.equal(formatJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
      }),
      { numRuns: 500 },
    );
  });

  void it('keep every token as it came', () => {
    const json = '{ "2":1.7684712930E9, "1":1.50, "é":"\\u00e9\\/", "a":1, "a":12345678901234567890 }';
    assert.equal(
      formatJson(json),
      '{\n  "2": 1.7684712930E9,\n  "1": 1.50,\n  "é": "\\u00e9\\/",\n  "a": 1,\n  "a": 12345678901234567890\n}',
    );
  });

  void it('are refused of what is no JSON, as JSON.parse refuses it', () => {
    assertProperty(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', 'x', '[', ':', '\\', '0'),
        (value, place, insert) => {
          const json = JSON.stringify(value);
          const at = place % (json.length + 1);
          const text = json.slice(0, at) + insert + json.slice(at + (insert === '' ? 1 : 0));
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          if (!valid && jsonLines(text) !== undefined) {
            // What is inside a string or a number is not looked at: it is shown as it is.
            assert.ok(/[\\\u0000-\u001f]/.test(text), text);
          }
          if (valid) assert.notEqual(jsonLines(text), undefined, text);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  void it('go as deep as the text does', () => {
    const json = '['.repeat(100_000) + ']'.repeat(100_000);
    assert.equal(jsonLines(json)?.length, 199_999);
  });

  void it('cut long texts where nothing is torn', () => {
    const text = '😀\\"\\u00e9\n'.repeat(500);
    const json = JSON.stringify({ text });
    const chunks = (jsonLines(json) ?? [])
      .filter((line) => line.kind === 'chunk')
      .map((line) => json.slice(line.start, line.end));
    assert.equal(chunks.join(''), JSON.stringify(text));
    for (const chunk of chunks) {
      assert.ok(!/^[\udc00-\udfff]/.test(chunk), 'half a pair');
      assert.ok(
        !/(^|[^\\])(\\\\)*\\$/.test(chunk) && !/\\u[\da-f]{0,3}$/.test(chunk),
        `half an escape: ${chunk.slice(-8)}`,
      );
    }
  });
});

void describe('a JSON document in the panel', () => {
  const json = JSON.stringify({
    a: { b: [1, 2, { needle: 1 }] },
    many: Array.from({ length: 500 }, (_, n) => n),
    c: 'Needle',
  });

  void it('shows what is not folded, and reveals what is found', () => {
    const folds = new Map<string, boolean>();
    const document = createFoldedJson(json, folds);
    const many = document.lines.findIndex((line) => line.path === '$\nmany');
    assert.equal(document.isFolded(many), true);
    const b = document.lines.findIndex((line) => line.path === '$\na\nb');
    document.fold(b, true);
    assert.deepEqual([...folds], [['$\na\nb', true]]);
    const [first] = document.search('NEEDLE');
    const index = document.lineAt(first?.start ?? -1);
    assert.ok(!document.visible().includes(index));
    document.reveal(index);
    assert.ok(document.visible().includes(index));
    assert.deepEqual([...folds], []);
  });

  void it('takes its folds over to the next version of the text', () => {
    const folds = new Map<string, boolean>();
    const before = createFoldedJson(json, folds);
    before.fold(
      before.lines.findIndex((line) => line.path === '$\na'),
      true,
    );
    const after = createFoldedJson(json.replace('{', '{"new":[1,2],'), folds);
    assert.equal(after.isFolded(after.lines.findIndex((line) => line.path === '$\na')), true);
    assert.equal(after.isFolded(after.lines.findIndex((line) => line.path === '$\nnew')), false);
  });

  void it('finds texts as they are, not as patterns, and spaces as they are shown', () => {
    const document = createFoldedJson('{"a.b":"x(1)","n":7}', new Map());
    for (const [query, count] of [
      ['a.b', 1],
      ['a-b', 0],
      ['x(1)', 1],
      ['"n": 7', 1],
      ['\\', 0],
      ['', 0],
    ] as const) {
      assert.equal(document.search(query).length, count, query);
    }
    assert.equal(createFoldedJson(JSON.stringify('x'.repeat(20_000)), new Map()).search('x').length, MAX_MATCHES);
  });

  void it('shows what is no JSON as it is', () => {
    const text = `<html>${'y'.repeat(1_000)}`;
    const document = createFoldedJson(text, new Map());
    assert.equal(document.lines.map((line) => text.slice(line.start, line.end)).join(''), text);
  });

  void it('is formatted whatever its depth, with every token and no flood of blanks', () => {
    for (const levels of [101, 5_000, 20_000])
      for (const [open, close] of [
        ['{"a":', '}'],
        ['[', ']'],
      ] as const) {
        const nested = `${open.repeat(levels)}1${close.repeat(levels)}`;
        const told = formatJson(nested);
        assert.equal(told.replaceAll(/\s/g, ''), nested);
        assert.ok(told.length < levels * 500);
      }
  });
});
