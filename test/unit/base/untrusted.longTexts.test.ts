import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expandedPath, homeShortened } from '../../../src/aws/credentials/expandedPath.ts';
import { readingsOf } from '../../../src/aws/sdk/quotations.ts';
import { groupStopped } from '../../../src/aws/services/ecs/stoppedTasks.ts';
import { consoleLinkTo } from '../../../src/model/accessPortal.ts';
import { quote } from '../../../src/stopping/handOver/shell.ts';
import { productionMatches } from '../../../src/stopping/plan/productionPolicy.ts';
import { processorTime } from '../../stages/processorTime.ts';

/** In milliseconds. What takes the square of its length takes seconds for these. */
const AT_ONCE = 400;

/** What comes from a file or from AWS, as long as it can be there, and of what costs a pattern most. */
const rows: Readonly<Record<string, () => unknown>> = {
  'the start URL of a portal, of a shared config': () =>
    consoleLinkTo('https://eu-west-1.console.aws.amazon.com/', undefined, {
      startUrl: `https://acme.awsapps.com/${'/'.repeat(60_000)}x`,
      account: '111122223333',
      role: 'OnCall',
    }),
  'a home with slashes in it': () =>
    homeShortened('/x', { HOME: `${'/'.repeat(60_000)}x`, USERPROFILE: `C:${'\\/'.repeat(30_000)}x` }, 'win32'),
  'braces in a path': () =>
    (['linux', 'win32'] as const).map((platform) => expandedPath('${'.repeat(60_000), {}, platform)),
  'the name of a profile for cmd': () => quote(`${'\\'.repeat(60_000)} x`, 'cmd'),
  'the name of a profile for Windows PowerShell': () => quote(' '.repeat(60_000), 'windows-powershell'),
  'blanks in a tag': () =>
    productionMatches(
      { production: ['env=prod'], places: [] },
      { profile: 'p', tags: [{ key: 'a', value: `x${' '.repeat(60_000)}y` }] },
    ),
  'lines in AWS’s words': () => readingsOf(`x${'\n'.repeat(60_000)}y`),
  'addresses in why tasks stopped': () =>
    groupStopped(
      {
        tasks: Array.from({ length: 100 }, (_, task) => ({ stoppedReason: `${task}[${':'.repeat(16_000)}` })),
      },
      { since: undefined, now: 0 },
      false,
      [],
    ),
};

describe('a text from outside', () => {
  for (const [name, read] of Object.entries(rows)) {
    it(`is read at once, however long it is: ${name}`, () => {
      const cost = processorTime(read);
      assert.ok(cost < AT_ONCE, `${cost} ms`);
    });
  }
});
