import type { ReasonRule } from '../../model/guardSettings.ts';
import { type Plan, productionGroups } from './plan.ts';

/** Whether `halt.requireReason` asks for a reason before this plan is carried out. What could be in production and was not read is taken for production. */
export function needsReason(rule: ReasonRule, plan: Plan): boolean {
  switch (rule) {
    case 'off':
      return false;
    case 'production':
      return productionGroups(plan).length > 0;
    case 'always':
      return true;
  }
}
