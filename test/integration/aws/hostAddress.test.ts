import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasAddress } from '../../../src/aws/call/failureDiagnosis.ts';

test('the resolver of this machine knows the machine itself, and nothing below a name that nobody can have', async () => {
  assert.equal(await hasAddress('localhost'), true);
  // Source: https://www.rfc-editor.org/rfc/rfc6761#section-6.4
  assert.equal(await hasAddress('ec2.eu-west-1.invalid'), false);
});
