import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarmNameOf, nothingStopsIt } from '../../../../src/model/resources/alarm.ts';

void describe('the alarms of an experiment', () => {
  void it('are by the name behind `alarm:`, colons too', () => {
    assert.equal(alarmNameOf('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:5xx: too many'), '5xx: too many');
    assert.equal(alarmNameOf('arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:a/b'), 'a/b');
    for (const odd of ['', 'none', 'arn:aws:sns:eu-west-1:1:alarm:x', 'arn:aws:cloudwatch:eu-west-1:1:dashboard:x'])
      assert.equal(alarmNameOf(odd), undefined);
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
