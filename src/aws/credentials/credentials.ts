/** Credentials with which requests are signed. They are kept in memory alone, and struck out of every failure. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Absent where they don't run out. */
  readonly expiration?: Date;
  readonly accountId?: string;
}
