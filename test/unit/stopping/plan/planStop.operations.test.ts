import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OperationType } from '../../../../src/model/operation.ts';
import { sendable } from '../../../../src/stopping/plan/plan.ts';
import { instance, looksAt, refTo, scope } from '../../../stages/fakes.ts';
import { plan } from '../../../stages/stopping/plan.ts';

describe('a plan in a place where a rule lists what is allowed', () => {
  for (const [allowed, skipOsShutdown, sends] of [
    [['stop', 'force-stop'], true, false],
    [['skip-os-shutdown'], true, false],
    [['force-stop', 'skip-os-shutdown'], true, true],
    [['stop', 'force-stop'], false, true],
  ] as const)
    it(`${sends ? 'sends' : 'blocks'} force ${skipOsShutdown ? 'with' : 'without'} a skipped shutdown under ${allowed.join()}`, async () => {
      const operations: readonly OperationType[] = allowed;
      const places = [{ match: scope.profile, operations, production: false, readOnly: false }];
      const made = await plan(
        { reads: { describe: looksAt(() => [instance()]) }, policy: { places } },
        [refTo(instance())],
        { type: 'force-stop', skipOsShutdown },
      );
      assert.equal(sendable(made).length, sends ? 1 : 0);
    });
});
