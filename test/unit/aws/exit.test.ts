import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExit } from '../../../src/aws/exit.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import { succeeded } from '../../../src/model/failure.ts';

describe('where answers leave', () => {
  it('strikes secrets out of texts that are written down, each in its place, in whatever writing', () => {
    const secrets = createSecrets();
    const token = 'FwoGZXIvYXdzEFIRST/wEaDHRva2VuK29mL3RoZStyb2xl';
    secrets.add(token);
    const exit = createExit(secrets);
    assert.deepEqual(
      exit.struck(['web-1', `Client.Error ${token}`, encodeURIComponent(token), '']),
      succeeded(['web-1', 'Client.Error …', '…', '']),
    );
  });
});
