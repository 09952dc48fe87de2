import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ChangePolicy,
  type Forbidden,
  forbids,
  forbidsOperation,
  forbidsProfile,
  versionOf,
} from '../../../src/model/changePolicy.ts';
import { type Fact, known, none, unread } from '../../../src/model/fact.ts';
import type { PlaceRule } from '../../../src/model/placeRules.ts';
import type { Operation, OperationType } from '../../../src/model/operation.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';

const rule = (more: Partial<PlaceRule>): PlaceRule => ({
  ...{ match: '*prod*', production: false, readOnly: false },
  ...more,
});

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
      [{ places: [rule({ readOnly: true })] }, 'place-read-only'],
      [{ places: [rule({ match: '4444*', regions: ['us-*'] })] }, 'place-region'],
      [{ places: [rule({ match: 'shop-prod', regions: ['us-*', 'eu-*'] })] }, undefined],
      [{ places: [rule({ operations: ['start'] })] }, 'place-operation'],
      [{ places: [rule({ operations: [] })] }, 'place-operation'],
      [{ places: [rule({ operations: ['start', 'stop'] })] }, undefined],
      [{ places: [rule({}), rule({ match: 'elsewhere', readOnly: true, regions: [], operations: [] })] }, undefined],
    ];
    for (const [guards, expected] of rows)
      assert.equal(
        forbids({ ...openPolicy(), ...guards }, { ...where, type: 'stop' }),
        expected,
        JSON.stringify(guards),
      );
  });

  it('forbid by an alias that could not be read, where it could match, and ask no name that there isn’t', () => {
    const rows: readonly (readonly [string, Fact<string> | undefined, Forbidden | undefined])[] = [
      ['*prod*', unread, 'read-only'],
      ['acme', unread, 'read-only'],
      ['acme prod', unread, undefined],
      ['111122223333', unread, undefined],
      ['acme', none, undefined],
      ['acme', undefined, undefined],
      ['undefined', undefined, undefined],
      ['acme', known('acme'), 'read-only'],
    ];
    for (const [pattern, alias, expected] of rows) {
      const change = { scope: { profile: 'dev', region: 'eu-west-1' }, type: 'stop', account: '4'.repeat(12) } as const;
      const guards = { ...openPolicy(), readOnly: [pattern] };
      assert.equal(forbids(guards, { ...change, alias }), expected, `${pattern} ${alias?.kind}`);
    }
    const nobody = { scope: { profile: 'dev', region: 'eu-west-1' }, type: 'stop', account: undefined } as const;
    assert.equal(forbids({ ...openPolicy(), readOnly: ['other'] }, { ...nobody, alias: undefined }), undefined);
    assert.equal(forbids({ ...openPolicy(), readOnly: ['dev'] }, { ...nobody, alias: undefined }), 'read-only');
  });

  it('forbid what does two things where a place allows one of them alone', () => {
    const force = (skipOsShutdown: boolean): Operation => ({ type: 'force-stop', skipOsShutdown });
    const answer = (action: 'CONTINUE' | 'ROLLBACK'): Operation => ({ type: 'continue', action });
    const rows: readonly (readonly [readonly OperationType[], Operation, Forbidden | undefined])[] = [
      [['continue'], answer('ROLLBACK'), 'place-operation'],
      [['continue'], answer('CONTINUE'), undefined],
      [['roll-back'], answer('ROLLBACK'), 'place-operation'],
      [['roll-back', 'continue'], answer('ROLLBACK'), undefined],
      [['stop', 'force-stop'], force(true), 'place-operation'],
      [['stop', 'force-stop'], force(false), undefined],
      [['skip-os-shutdown'], force(true), 'place-operation'],
      [['force-stop', 'skip-os-shutdown'], force(true), undefined],
      [['force-stop'], { type: 'skip-os-shutdown' }, 'place-operation'],
    ];
    for (const [operations, operation, expected] of rows)
      assert.equal(
        forbidsOperation({ ...openPolicy(), places: [rule({ operations })] }, { ...where, operation }),
        expected,
        `${operations.join()} ${JSON.stringify(operation)}`,
      );
    assert.equal(
      forbidsOperation({ ...openPolicy(), enableAbort: false }, { ...where, operation: { type: 'abort' } }),
      'abort-off',
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

  it('forbid all that a profile could do, in whatever region, only where nothing is left', () => {
    const whose = { profile: 'dev', account: '444455556666', alias: none };
    const place = (match: string, more: object) => ({
      places: [{ match, production: false, readOnly: false, ...more }],
    });
    const rows: readonly (readonly [Partial<ChangePolicy>, Forbidden | undefined])[] = [
      [{}, undefined],
      [{ readOnly: ['dev'] }, 'read-only'],
      [place('dev', { readOnly: true }), 'place-read-only'],
      [place('dev', { operations: [] }), 'place-operation'],
      [place('other', { operations: [] }), undefined],
      [place('dev', { operations: ['stop'] }), undefined],
      [place('dev', { regions: [] }), undefined],
      [{ allowedRegions: ['us-east-1'] }, undefined],
    ];
    for (const [guards, expected] of rows)
      assert.equal(forbidsProfile({ ...openPolicy(), ...guards }, whose), expected, JSON.stringify(guards));
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
