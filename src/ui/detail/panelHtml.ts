/**
 * The panel's page: an empty frame that the panel's script fills. Nothing may be loaded or run but the one script (by its nonce) and the one style sheet.
 * Connections, images, fonts, frames and forms are refused.
 */
export function panelHtml(options: {
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}): string {
  const { nonce, cspSource, script, style } = options;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${style}" />
    <title>Halt</title>
  </head>
  <body>
    <div id="page"></div>
    <div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
