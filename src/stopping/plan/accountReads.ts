import type { AwsReads } from '../../model/ports/awsReads.ts';
import { type Read, readOf, type Whose } from '../../model/sight.ts';

/** What a plan asks beside the targets themselves. */
export type ExplainingReads = Pick<
  AwsReads,
  'stopProtection' | 'spotKinds' | 'volumeSizes' | 'typeStores' | 'alarmStates' | 'stoppedTasks' | 'revisions'
>;

/**
 * The same reads, of one account: what another one answers, or one of which nobody knows whose it is, counts as unread. A profile can lead elsewhere from one call to the next, and an alarm that is not there would be
 * said of the account that is planned. What a type of instance has is true in every account.
 *
 * @param whose of no known account where nobody knows whose the plan is: then nothing is sent, and everything may be told.
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
