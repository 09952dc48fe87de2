import { optionalApis } from '../editor/optionalApis.ts';
import { haltLink } from './haltLink.ts';

/** The link to the page of what an ARN names, for the editor that this is. */
export const linkHere = (arn: string): string => haltLink(optionalApis['env.uriScheme']() ?? 'vscode', arn);
