import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from '../../../../src/ui/commands/arguments.ts';

const scope = { profile: 'staging', region: 'eu-west-1' };

test('a safety lever has one id', () => {
  const named = (id: unknown) => parseArguments([{ kind: 'lever', scope, id }]).kind;
  assert.equal(named('default'), 'reference');
  for (const id of ['Default', 'default ', '', 'other', 'arn:aws:fis:eu-west-1:111122223333:safety-lever/default'])
    assert.equal(named(id), 'none', id);
  assert.equal(parseArguments([{ kind: 'instance', scope, id: 'i-0123456789abcdef0' }]).kind, 'reference');
});
