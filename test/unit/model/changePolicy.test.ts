import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChangePolicy, type Forbidden, forbids, versionOf } from '../../../src/model/changePolicy.ts';
import { known } from '../../../src/model/fact.ts';
import type { OperationType } from '../../../src/model/operation.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';

describe('the guards of changes', () => {
  const where = {
    scope: { profile: 'Shop-Prod', region: 'eu-west-1' },
    account: '444455556666',
    alias: known('shop-prod'),
  };

  it('forbid by profile, account id and alias, by pattern, whatever the case, blanks and ways of writing', () => {
    const rows: readonly (readonly [Partial<ChangePolicy>, Forbidden | undefined])[] = [
      [{}, undefined],
      [{ readOnly: true }, 'read-only'],
      [{ readOnly: ['shop-prod'] }, 'read-only'],
      [{ readOnly: ['SHOP-*'] }, 'read-only'],
      [{ readOnly: ['*prod*'] }, 'read-only'],
      [{ readOnly: ['  shop-prod '] }, 'read-only'],
      [{ readOnly: ['ｓｈｏｐ-prod'] }, 'read-only'],
      [{ readOnly: ['444455556666'] }, 'read-only'],
      [{ readOnly: ['4444*'] }, 'read-only'],
      [{ readOnly: ['staging', '1111*'] }, undefined],
      [{ readOnly: [] }, undefined],
      [{ allowedRegions: ['eu-west-1'] }, undefined],
      [{ allowedRegions: [' EU-West-1'] }, undefined],
      [{ allowedRegions: ['eu-*'] }, undefined],
      [{ allowedRegions: ['us-east-1'] }, 'region'],
    ];
    for (const [guards, expected] of rows)
      assert.equal(
        forbids({ ...openPolicy(), ...guards }, { ...where, type: 'stop' }),
        expected,
        JSON.stringify(guards),
      );
  });

  it('A6: forbid ABORT, and nothing else, where halt.enableAbort is off or absent', () => {
    const types: readonly OperationType[] = ['stop', 'start', 'roll-back', 'abort', 'continue', 'engage-lever'];
    for (const { enableAbort, ...rest } of [openPolicy(), { ...openPolicy(), enableAbort: false }])
      for (const type of types) {
        assert.equal(forbids({ ...rest }, { ...where, type }), type === 'abort' ? 'abort-off' : undefined);
        const expected = type === 'abort' && enableAbort !== true ? 'abort-off' : undefined;
        assert.equal(forbids({ ...rest, enableAbort: enableAbort === true }, { ...where, type }), expected);
      }
  });

  it('have another version when any of them changes, whichever it is, and the same when none does', () => {
    const { readOnly, allowedRegions, enableAbort } = openPolicy();
    assert.equal(versionOf({ enableAbort: enableAbort === true, allowedRegions, readOnly }), versionOf(openPolicy()));
    const versions = [
      openPolicy(),
      { ...openPolicy(), readOnly: true },
      { ...openPolicy(), readOnly: ['a'] },
      { ...openPolicy(), allowedRegions: ['a'] },
      { ...openPolicy(), enableAbort: false },
      { ...openPolicy(), production: ['a'] },
      { ...openPolicy(), anotherGuard: 'of a later day' },
    ].map((policy) => versionOf(policy));
    assert.equal(new Set(versions).size, versions.length);
  });
});
