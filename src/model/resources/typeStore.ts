import type { Outcome } from '../failure.ts';
import type { Instance } from './instance.ts';

/** What AWS told of a type: whether it has instance-store volumes, `denied` where nobody may ask, undefined where it told nothing. */
export type TypeStore = boolean | 'denied' | undefined;

/** Of one type, in what AWS answered about several. */
export function typeStoreIn(answer: Outcome<Readonly<Record<string, boolean>>>, type: string): TypeStore {
  if (!answer.ok) return answer.failure.kind === 'denied' ? 'denied' : undefined;
  return Object.hasOwn(answer.value, type) ? answer.value[type] : undefined;
}

/** What a stop erases: by what AWS told of the type, and by the type's name only where nobody may ask. */
export function storeOf({ instanceStore }: Instance, told: TypeStore): Instance['instanceStore'] {
  if (instanceStore === 'root' || told === 'denied') return instanceStore;
  if (told === undefined) return 'unknown';
  return told ? 'data' : 'none';
}
