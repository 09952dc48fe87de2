import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOrdinaryFile } from '../../../../src/aws/transport/ordinaryFile.ts';

test('a file that can’t be read is named as it is written, whatever is in its name', async () => {
  for (const name of ["/nowhere/$'.pem", '/nowhere/$&.pem', '/nowhere/$$.pem', '/nowhere/$`$1.pem']) {
    await assert.rejects(readOrdinaryFile(name, 10), ({ message }: Error) => message.startsWith(`${name} `), name);
  }
});
