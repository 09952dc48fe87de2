import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actionName } from '../../../../src/model/resources/experiment.ts';

void describe('what an action of an experiment is called', () => {
  const actionId = 'aws:ec2:stop-instances';

  void it('is its name', () => {
    assert.equal(actionName({ name: 'CutNetwork', actionId }), 'CutNetwork');
  });

  void it('is what it does where nobody can see its name', () => {
    for (const name of ['', ' ', '\u200B', '\u00AD\u2060', '\u3000'])
      assert.equal(actionName({ name, actionId }), actionId);
  });

  void it('is left as it is where nothing of it can be seen', () => {
    assert.equal(actionName({ name: ' ', actionId: '' }), ' ');
  });
});
