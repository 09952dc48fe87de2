/** What the service behind `aws login` answers. */
export function createLoginToken(given: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}): unknown {
  const { accessKeyId, secretAccessKey, sessionToken } = given;
  return {
    accessToken: { accessKeyId, secretAccessKey, sessionToken },
    tokenType: 'aws_sigv4',
    expiresIn: 900,
    refreshToken: 'next',
  };
}
