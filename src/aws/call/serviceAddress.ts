/** What is taken of an SDK client's config: it knows where its service is. */
interface AddressConfig {
  endpointProvider(parameters: { Region: string; UseFIPS: boolean; UseDualStack: boolean }): { readonly url: URL };
  useFipsEndpoint(): Promise<boolean>;
  useDualstackEndpoint(): Promise<boolean>;
}

/** Where a client's service is in a region, in the variant that the profile asks for. */
export async function serviceAddress(config: AddressConfig, region: string): Promise<URL> {
  const [UseFIPS, UseDualStack] = [await config.useFipsEndpoint(), await config.useDualstackEndpoint()];
  return config.endpointProvider({ Region: region, UseFIPS, UseDualStack }).url;
}
