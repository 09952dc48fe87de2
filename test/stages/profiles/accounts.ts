/** The accounts of the table of profiles. The ids are made up or AWS's own examples. */
export const ACCOUNTS = {
  a: '111122223333',
  b: '444455556666',
  c: '777788889999',
  d: '123456789012',
  e: '210987654321',
} as const;

export type AccountName = keyof typeof ACCOUNTS;
