import type { AwsReads } from '../../model/ports/awsReads.ts';
import { type Read, readOf, type Whose } from '../../model/sight.ts';

/** What a plan asks beside the targets themselves. */
export type ExplainingReads = Pick<
  AwsReads,
  'stopProtection' | 'spotKinds' | 'volumeSizes' | 'typeStores' | 'alarmStates' | 'stoppedTasks' | 'revisions'
>;

/**
 * The same reads, for a plan of one account: an answer of another or an unknown account counts as unread. A profile can lead to another account from one call to the next, and that account's missing alarm would
 * be shown as missing in the planned one. What a type of instance has is true in every account, and always counts.
 *
 * @param whose the plan's account. Where it isn't known, nothing will be sent, and every answer counts.
 */
export function accountReads(reads: ExplainingReads, whose: Whose): ExplainingReads {
  const own = <T>(read: Read<T>): Read<T> => readOf(read, whose);
  return {
    stopProtection: async (...asked) => {
      const told = await reads.stopProtection(...asked);
      return Object.fromEntries(Object.entries(told).map(([id, read]) => [id, own(read)]));
    },
    spotKinds: async (...asked) => own(await reads.spotKinds(...asked)),
    volumeSizes: async (...asked) => own(await reads.volumeSizes(...asked)),
    typeStores: (...asked) => reads.typeStores(...asked),
    alarmStates: async (...asked) => own(await reads.alarmStates(...asked)),
    stoppedTasks: async (...asked) => own(await reads.stoppedTasks(...asked)),
    revisions: async (...asked) => own(await reads.revisions(...asked)),
  };
}
