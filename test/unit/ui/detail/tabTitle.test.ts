import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tabTitle } from '../../../../src/ui/detail/tabTitle.ts';

test('11.23: the title of a tab is one line of text, without icons and links', () => {
  assert.equal(tabTitle('web-1'), 'web-1');
  for (const name of ['$(check) web', '$(sync~spin)', '[web](command:halt.stopInstances)']) {
    assert.doesNotMatch(tabTitle(name), /\$\(|\]\(/);
    assert.equal(tabTitle(name).replaceAll('\u2060', ''), name);
  }
  assert.equal(tabTitle('a\nb\u202E'), 'a b�');
  assert.equal(tabTitle('x'.repeat(70)), `${'x'.repeat(59)}…`);
  assert.equal(tabTitle('x'.repeat(70), 200), 'x'.repeat(70));
});
