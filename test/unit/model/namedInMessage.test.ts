import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deniedResource, namedIn } from '../../../src/model/namedInMessage.ts';

describe('whom a text of AWS’s names', () => {
  it('is told by whole ids, whatever stands around them', () => {
    const ids = ['i-1', 'i-12', 'sir-abc', 'I-1'];
    assert.deepEqual(namedIn("The instance ID 'i-1' does not exist", ids), ['i-1']);
    assert.deepEqual(namedIn('i-12, sir-abc: no', ids), ['i-12', 'sir-abc']);
    assert.deepEqual(namedIn('arn:aws:ec2:eu-west-1:1:instance/i-12 because', ids), ['i-12']);
    assert.deepEqual(namedIn('xi-1 i-1x i-1-2', ids), []);
    assert.deepEqual(namedIn('', ids), []);
  });

  it('is, in a denial, what is denied and not who asked', () => {
    const asker = 'User: arn:aws:sts::1:assumed-role/ops/i-1 is not authorized to perform: ec2:StopInstances';
    assert.equal(deniedResource(`${asker} on resource: arn:x/i-2 because no policy allows it`), 'arn:x/i-2');
    assert.equal(deniedResource(`${asker} on resource arn:x/i-2`), 'arn:x/i-2');
    assert.equal(deniedResource(`${asker} because no policy allows it`), '');
    assert.equal(deniedResource('Encoded authorization failure message: aGVsbG8'), '');
  });
});
