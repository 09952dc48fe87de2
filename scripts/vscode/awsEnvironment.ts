/**
 * An environment in which the AWS SDK sees the given files alone: no variable of the person's (keys, profile, region, endpoint, proxy
 * of the credentials) and no instance metadata. Variables of a surrounding VS Code or Node
 * are dropped as well: they would make a second one talk to the first.
 */
export function isolatedEnvironment(
  from: NodeJS.ProcessEnv,
  files: { readonly config: string; readonly credentials: string } | undefined,
): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !/^(AWS|VSCODE|ELECTRON|NODE)_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(files && { AWS_CONFIG_FILE: files.config, AWS_SHARED_CREDENTIALS_FILE: files.credentials }),
  };
}
