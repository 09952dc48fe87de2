/** Whether a request's body asks STS whose credentials signed it. */
export const asksWho = (body: string): boolean => new URLSearchParams(body).get('Action') === 'GetCallerIdentity';

/** STS's answer to that. */
export const callerIdentity = (account: string, arn = `arn:aws:iam::${account}:user/jane`): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
