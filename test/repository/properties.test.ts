import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { assertProperty } from '../stages/property.ts';

const TESTS = join(import.meta.dirname, '..');
const OWN = ['stages/property.ts', 'repository/properties.test.ts'];

/** Nobody hears of its runs and its seed. */
const BARE = /\bfc\s*\.\s*(?:assert|check)\b|\bimport\s*\{[^}]*\b(?:assert|check)\b[^}]*\}\s*from 'fast-check'/;
/** Ends by the clock: a slow machine tries less, and says nothing. */
const CUT = /\b(?:interruptAfterTimeLimit|skipAllAfterTimeLimit)\b/;

const faultOf = (source: string): string | undefined =>
  BARE.test(source) ? 'bare' : CUT.test(source) ? 'cut' : undefined;

describe('properties', () => {
  it('say how often they were tried and from which seed, and no clock cuts them short', () => {
    const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && !OWN.includes(file));
    assert.ok(files.length > 300);
    const wrong = files.flatMap((file) => {
      const fault = faultOf(readFileSync(join(TESTS, file), 'utf8'));
      return fault === undefined ? [] : [`${file}: ${fault}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('fail where they don’t hold, at once or later', async () => {
    const odd = (n: number): boolean => n % 2 === 1;
    assert.throws(() => assertProperty(fc.property(fc.nat(), odd)), /Property failed after .*seed/s);
    await assert.rejects(
      assertProperty(fc.asyncProperty(fc.nat(), (n) => Promise.resolve(odd(n)))),
      /Property failed after .*seed/s,
    );
    let runs = 0;
    assertProperty(
      fc.property(fc.nat(), () => {
        runs += 1;
      }),
      { numRuns: 7 },
    );
    assert.ok(runs >= 7);
  });

  it('that would do so are found', () => {
    for (const [source, fault] of [
      ['fc.assert(property)', 'bare'],
      ['await fc\n  .check(property)', 'bare'],
      ["import { assert, property } from 'fast-check';", 'bare'],
      ['assertProperty(property, { interruptAfterTimeLimit: 10 })', 'cut'],
      ['assertProperty(property, { skipAllAfterTimeLimit: 10 })', 'cut'],
      ["assertProperty(fc.property(fc.anything(), () => true)); import assert from 'node:assert/strict';", undefined],
    ] as const)
      assert.equal(faultOf(source), fault, source);
  });
});
