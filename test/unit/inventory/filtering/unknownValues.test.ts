import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unknownValues } from '../../../../src/inventory/filtering/unknownValues.ts';

const known = {
  region: ['us-east-1', 'eu-west-1'],
  account: ['shop-production', 'lab', '111122223333'],
  state: ['running', 'IN_PROGRESS', 'rolling back', 'Läuft'],
};

void describe('a value that nothing has as a whole', () => {
  const table: readonly (readonly [typed: string, ...told: (readonly [term: string, asPart: string | undefined])[]])[] =
    [
      ['account:production', ['account:production', 'account:*production*']],
      ['Account:Shop', ['account:shop', 'account:*shop*']],
      ['web -region:us', ['-region:us', '-region:*us*']],
      ['region:us,eu-west-1,mars', ['region:us', 'region:*us*'], ['region:mars', undefined]],
      ['state:runing', ['state:runing', undefined]],
      ['state:rolling', ['state:rolling', 'state:*rolling*']],
      ['state:"ling b"', ['state:"ling b"', 'state:"*ling b*"']],
      ['account:1111', ['account:1111', 'account:*1111*']],
    ];
  for (const [typed, ...told] of table)
    void it(`is told of ${typed}`, () => {
      assert.deepEqual(
        unknownValues(typed, known).map(({ term, asPart }) => [term, asPart]),
        told,
      );
    });

  for (const typed of [
    '',
    'production',
    'account:',
    'account:*prod*',
    'account:shop-production,lab',
    'REGION:US-EAST-1',
    'state:in_progress',
    'state:"rolling back" -state:läuft',
    'type:whatever',
    'profile:lab',
    'older:soon',
    'account=production',
  ])
    void it(`is not told of “${typed}”`, () => {
      assert.deepEqual(unknownValues(typed, known), []);
    });
});
