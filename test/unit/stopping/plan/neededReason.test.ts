import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fact } from '../../../../src/model/fact.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import type { ReasonRule } from '../../../../src/model/guardSettings.ts';
import { needsReason } from '../../../../src/stopping/plan/neededReason.ts';
import type { Policy } from '../../../../src/stopping/plan/productionPolicy.ts';
import { identityOf, instance, looksAt, refTo, told } from '../../../stages/fakes.ts';
import { plan, stop } from '../../../stages/stopping/plan.ts';

const planUnder = (policy: Partial<Policy>, state = 'running', alias: Fact<string> = none) =>
  plan(
    {
      policy,
      reads: {
        describe: looksAt(() => [instance({ state })]),
        identity: (profile) => Promise.resolve(told({ ...identityOf(profile), alias })),
      },
    },
    [refTo(instance())],
    stop,
  );

describe('whether a reason is asked for', () => {
  const rows: readonly (readonly [what: string, made: ReturnType<typeof planUnder>, ruled: ReasonRule[]])[] = [
    ['a plan outside production', planUnder({ production: ['other'] }), ['always']],
    ['a plan in production', planUnder({ production: ['staging'] }), ['always', 'production']],
    ['one that may be', planUnder({ production: ['shop-prod'] }, 'running', unread), ['always', 'production']],
    ['one that was read not to be', planUnder({ production: ['shop-prod'] }, 'running', known('shop')), ['always']],
    ['one that sends nothing in production', planUnder({ production: ['staging'] }, 'stopped'), ['always']],
  ];
  for (const [what, made, ruled] of rows)
    it(`is what the setting says: ${what}`, async () => {
      for (const rule of ['off', 'production', 'always'] as const)
        assert.equal(needsReason(rule, await made), ruled.includes(rule), rule);
    });
});
