import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { pointerAt } from '../../../src/base/jsonPlace.ts';
import { member } from '../../../src/base/untrusted.ts';

/** What a pointer leads to. Source: https://www.rfc-editor.org/rfc/rfc6901 */
const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (here, part) => (Array.isArray(here) ? (here as unknown[])[Number(part)] : member(here, part)),
      value,
    );

describe('the place of a line of JSON', () => {
  it('leads to the value that begins there, whatever its members are called', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        // JSON has no -0.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const text = JSON.stringify(plain, null, 2);
        for (const [index, line] of text.split('\n').entries()) {
          const pointer = pointerAt(text, index);
          if (pointer === undefined) {
            assert.match(line, /^ *[}\]],?$/);
            continue;
          }
          const found = JSON.stringify(at(plain, pointer), null, 2).split('\n')[0] ?? '';
          assert.ok(line.replace(/,$/, '').endsWith(found.replace(/,$/, '')), `${line} at ${pointer}`);
        }
      }),
    );
  });

  it('tells apart names that hold what JSON and pointers are made of', () => {
    const text = JSON.stringify({ 'a/b': [{ 'c~d": ': 'x' }], '{': '[' }, null, 2);
    assert.equal(pointerAt(text, 3), '/a~1b/0/c~0d": ');
    assert.equal(pointerAt(text, 6), '/{');
    assert.equal(pointerAt(text, 99), undefined);
  });
});
