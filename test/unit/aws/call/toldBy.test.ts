import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToldBy } from '../../../../src/aws/call/toldBy.ts';
import { answererOf } from '../../../../src/model/destination.ts';

const aws = answererOf({ kind: 'aws' }, 'EC2');
const simulated = answererOf({ kind: 'simulated' }, 'EC2');

test('what was told is known again by who told it and what it is about, and by nothing else', () => {
  const told = createToldBy<string>();
  told.set(aws, '111122223333/i-1', 'a web server');
  told.set(simulated, '111122223333/i-2', 'a database');
  const known: readonly (readonly [Parameters<typeof told.get>[0], string, string | undefined])[] = [
    [aws, '111122223333/i-1', 'a web server'],
    [simulated, '111122223333/i-2', 'a database'],
    [simulated, '111122223333/i-1', undefined],
    [aws, '111122223333/i-2', undefined],
    [undefined, '111122223333/i-1', undefined],
  ];
  for (const [who, what, expected] of known) assert.equal(told.get(who, what), expected, `${who}: ${what}`);
  told.set(aws, '111122223333/i-1', 'a web server, renamed');
  assert.equal(told.get(aws, '111122223333/i-1'), 'a web server, renamed');
});

test('what nobody is known to have told is not remembered, not even of nobody', () => {
  const told = createToldBy<string>();
  told.set(undefined, 'i-1', 'somebody’s');
  for (const who of [undefined, aws, simulated]) assert.equal(told.get(who, 'i-1'), undefined);
});
