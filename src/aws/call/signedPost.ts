import type { CallTools } from './call.ts';

/** What is taken of an SDK client's config: it signs for any service. */
interface SigningConfig {
  /** Where the profile leads this service to; absent where it names nothing. */
  endpoint?(): Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number | undefined;
    readonly path: string;
  }>;
  signer(scheme: {
    name: string;
    signingName: string;
    signingRegion: string;
    properties: Record<string, never>;
  }): Promise<{ sign(request: object): Promise<object> }>;
  readonly requestHandler: { handle(request: object, options: CallTools['options']): Promise<unknown> };
}

/** One request to a service that has no client in the bundle. */
export interface SignedPost {
  /** Where the service is unless the profile names another endpoint, without a path. */
  readonly address: URL;
  readonly signingName: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs the request as the client does its own and sends it by the client's guard; what came back is in `options.trace`. Rejects where nothing came back. */
export async function sendSigned(
  config: SigningConfig,
  { address, signingName, region, headers, body }: SignedPost,
  options: CallTools['options'],
): Promise<void> {
  const { protocol, hostname, port, path } = (await config.endpoint?.()) ?? {
    ...{ protocol: address.protocol, hostname: address.hostname, port: undefined, path: '/' },
  };
  const request = {
    ...{ method: 'POST', protocol, hostname, path, query: {}, body },
    ...(port !== undefined && { port }),
    headers: { host: port === undefined ? hostname : `${hostname}:${port}`, ...headers },
  };
  const signer = await config.signer({ name: 'sigv4', signingName, signingRegion: region, properties: {} });
  await config.requestHandler.handle(await signer.sign(request), options);
}
