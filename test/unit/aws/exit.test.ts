import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExit } from '../../../src/aws/exit.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import { succeeded } from '../../../src/model/failure.ts';
import type { ListPage } from '../../../src/model/ports/awsReads.ts';
import type { Read } from '../../../src/model/sight.ts';
import { failure } from '../../stages/fakes.ts';

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

  const stage = () => {
    const secrets = createSecrets();
    secrets.add('hunter-2-hunter-2');
    return createExit(secrets);
  };
  const unforeseen = failure('unknown', { operation: 'halt', message: 'Odd: ….' });
  const thrown = () => new Error('Odd: hunter-2-hunter-2.');

  it('hands on what an answer is, and makes a failure without secrets of what nobody has foreseen', async () => {
    const exit = stage();
    assert.deepEqual(await exit.safely(() => Promise.resolve(succeeded('read'))), succeeded('read'));
    const denied = { ok: false, failure: failure('denied') } as const;
    assert.deepEqual(await exit.safely(() => Promise.resolve(denied)), denied);
    assert.deepEqual(await exit.safely(() => Promise.reject(thrown())), { ok: false, failure: unforeseen });
    assert.deepEqual(exit.unforeseen(thrown()), { ok: false, failure: unforeseen });
  });

  it('lets pages through as they come, and ends with what nobody has foreseen', async () => {
    const page = { ...succeeded({ resources: [], isLast: false }), seen: { at: 0 } } as unknown as Read<ListPage>;
    const pages: unknown[] = [];
    for await (const one of stage().safePages(async function* () {
      yield await Promise.resolve(page);
      throw thrown();
    }))
      pages.push(one);
    assert.deepEqual(pages, [page, { ok: false, failure: unforeseen }]);
  });

  it('strikes secrets out of a failure that was made elsewhere', () => {
    const { message } = stage().withoutSecrets(failure('denied', { message: 'Not hunter-2-hunter-2.' }));
    assert.equal(message, 'Not ….');
  });
});
