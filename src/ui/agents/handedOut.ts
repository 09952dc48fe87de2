import type { HaltApi } from './api.ts';

/** The same answers as copies of their own: another extension may sort, fill or empty what it was given, and Halt reads the chosen places and the requests from what it keeps. */
export function handedOut(api: Omit<HaltApi, 'version'>): Omit<HaltApi, 'version'> {
  return {
    listInProgress: async () => structuredClone(await api.listInProgress()),
    requestStop: async (arns, options) => structuredClone(await api.requestStop(arns, options)),
    stopRequest: (id) => structuredClone(api.stopRequest(id)),
  };
}
