import type { OperationType } from '../../src/model/operation.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { AskedGuards } from '../../src/stopping/plan/guards.ts';
import type { RawGuards } from '../../src/model/guardSettings.ts';

/** The guards' settings, of which a person has set none. */
export const unsetGuards: RawGuards = {
  places: undefined,
  readOnly: undefined,
  allowedRegions: undefined,
  production: undefined,
  requireReason: undefined,
};

/** Guards that allow everything, and mark nothing. */
export const openGuards: AskedGuards = {
  forbidding: () => undefined,
  forbiddingAll: () => undefined,
  isReadOnly: () => false,
  isLeftOut: () => false,
  mayAct: () => true,
  productionMark: () => undefined,
  tagMark: () => undefined,
  requireReason: () => 'off',
};

/** The same, but `halt.readOnly` forbids what this says. */
export const shutWhere = (isShut: (scope: Scope, type: OperationType) => boolean): AskedGuards => ({
  ...openGuards,
  forbidding: (scope, type) => (isShut(scope, type) ? 'halt.readOnly' : undefined),
});
