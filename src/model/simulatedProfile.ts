/** A profile that needs no file: the demo's. */
export interface SimulatedProfile {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}
