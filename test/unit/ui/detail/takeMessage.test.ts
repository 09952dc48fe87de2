import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeMessage } from '../../../../src/ui/detail/takeMessage.ts';

const ASKED: readonly unknown[] = [
  { type: 'press', id: 'export' },
  { type: 'stop' },
  { type: 'openJson' },
  { type: 'copyJson' },
  { type: 'copy', text: 'x' },
  { type: 'compare', from: 1, to: 2 },
  { type: 'export', format: 'json' },
];

describe('what a page sends', () => {
  it('is said to the person where they asked for it and it failed, however it failed', async () => {
    for (const message of ASKED) {
      for (const fail of [
        () => Promise.reject(new Error('EROFS')),
        () => {
          throw new Error('EROFS');
        },
      ]) {
        const said: unknown[] = [];
        const logged: unknown[] = [];
        const begin = () => assert.fail('nothing begins');
        await takeMessage(
          {
            begin,
            handle: fail,
            sayFailed: (error) => said.push(String(error)),
            onError: (error) => logged.push(error),
          },
          message,
        );
        assert.deepEqual([said, logged], [['Error: EROFS'], []], JSON.stringify(message));
      }
    }
  });

  it('is logged alone where nobody asked, or where it can’t be said', async () => {
    const logged: string[] = [];
    const fails = () => Promise.reject(new Error('begin'));
    const unsayable = () => Promise.reject(new Error('unsayable'));
    const onError = (error: unknown) => logged.push(String(error));
    await takeMessage({ begin: fails, handle: fails, sayFailed: unsayable, onError }, { type: 'ready' });
    await takeMessage({ begin: fails, handle: fails, sayFailed: unsayable, onError }, { type: 'stop' });
    assert.deepEqual(logged, ['Error: begin', 'Error: unsayable']);
  });

  it('is nothing where it is no message of a page', async () => {
    const never = () => assert.fail('nothing happens');
    for (const value of [undefined, null, 7, 'ready', {}, { type: 'press' }, { type: 'delete' }, []]) {
      await takeMessage({ begin: never, handle: never, sayFailed: never, onError: never }, value);
    }
  });
});
