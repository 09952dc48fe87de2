import type { OperationType } from '../../src/model/operation.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Guards } from '../../src/stopping/plan/guards.ts';
import type { RawGuards } from '../../src/model/guardSettings.ts';

/** Guards of which a person has set none. */
export const unsetGuards: RawGuards = {
  places: undefined,
  readOnly: undefined,
  allowedRegions: undefined,
  production: undefined,
  requireReason: undefined,
};

/** Guards that allow everything, and mark nothing. */
export const openGuards: Guards = {
  forbidding: () => undefined,
  mayAct: () => true,
  productionMark: () => undefined,
  requireReason: () => 'off',
};

/** The same, but `halt.readOnly` forbids what this says. */
export const shutWhere = (isShut: (scope: Scope, type: OperationType) => boolean): Guards => ({
  ...openGuards,
  forbidding: (scope, type) => (isShut(scope, type) ? 'halt.readOnly' : undefined),
});
