import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarmNameOf, isAlive, nothingStopsIt } from '../../../../src/model/resources/alarm.ts';

void describe('the alarms of an experiment', () => {
  void it('are by the name behind `alarm:`, colons too', () => {
    assert.equal(alarmNameOf('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:5xx: too many'), '5xx: too many');
    assert.equal(alarmNameOf('arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:a/b'), 'a/b');
    for (const odd of [
      '',
      'none',
      'urn:aws:cloudwatch:eu-west-1:1:alarm:x',
      'arn:aws:cloudwatch:eu-west-1:1:alarm',
      'arn:aws:sns:eu-west-1:1:alarm:x',
      'arn:aws:cloudwatch:eu-west-1:1:dashboard:x',
    ])
      assert.equal(alarmNameOf(odd), undefined);
  });

  void it('go off when they should where each is there, and has data to be judged by', () => {
    const states = { a: 'OK', b: 'ALARM', c: 'A_NEW_ONE', d: 'gone', e: 'INSUFFICIENT_DATA' };
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e', 'not asked about', 'toString'].filter((arn) => isAlive(arn, states)),
      ['a', 'b', 'c'],
    );
  });

  void it('stop nothing only where each is known to be gone or without data', () => {
    assert.ok(nothingStopsIt(['a', 'b'], { a: 'gone', b: 'INSUFFICIENT_DATA' }));
    assert.ok(!nothingStopsIt(['a', 'b'], { a: 'gone' }));
    assert.ok(!nothingStopsIt(['a', 'b'], { a: 'gone', b: 'OK' }));
    assert.ok(!nothingStopsIt(['a'], { a: 'ALARM' }));
    assert.ok(!nothingStopsIt(['a'], { a: 'A_NEW_ONE' }));
    assert.ok(!nothingStopsIt(['toString'], {}));
    assert.ok(!nothingStopsIt([], {}));
  });
});
