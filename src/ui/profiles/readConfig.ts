import type { Failure } from '../../model/failure.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';

/** The shared config as it was last read. */
export interface ReadConfig {
  /** By the profile's name: none before it was read. */
  readonly infos: () => ReadonlyMap<string, ProfileInfo>;
  readonly problems: () => readonly Failure[];
  readonly isRead: () => boolean;
  /** Reads it again. What was read before stays where nobody could look into the files, and where a newer answer was faster. */
  read(): Promise<void>;
}

/** Nothing is read at first. */
export function createReadConfig(reads: () => Pick<AwsReads, 'profiles'>): ReadConfig {
  let infos: ReadonlyMap<string, ProfileInfo> = new Map();
  let problems: readonly Failure[] = [];
  /** How often it was asked for, and the newest of these that was answered. */
  let asked = 0;
  let answered = 0;
  return {
    infos: () => infos,
    problems: () => problems,
    isRead: () => answered > 0,
    read: async () => {
      asked += 1;
      const turn = asked;
      let list = await reads().profiles();
      // What was asked ended meanwhile, by a crash or because the demo came or went: what is asked next is another.
      if (list.unread === true) list = await reads().profiles();
      if (list.unread === true || turn < answered) return;
      answered = turn;
      infos = new Map(list.profiles.map((info) => [info.name, info]));
      ({ problems } = list);
    },
  };
}
