import type { SharedConfig } from '../../../src/aws/credentials/sharedConfig.ts';

/** Files that hold these profiles' sections and nothing else. */
export const sharedConfigOf = (
  profiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): SharedConfig => ({
  profiles: new Map(Object.entries(profiles)),
  places: new Map(),
  ssoSessions: new Map(),
  services: new Map(),
  brokenServices: new Map(),
  problems: [],
  notes: [],
  version: 1,
});
