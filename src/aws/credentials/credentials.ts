/** What signs requests. Kept in memory alone; keys and token are struck out of whatever goes wrong. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Absent where they don't run out. */
  readonly expiration?: Date;
  readonly accountId?: string;
}
