import { type Browser, chromium } from 'playwright-core';

/** Nothing but this machine can be reached, and nothing is asked of the graphics card or of the person's profile. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A headless Chromium with an empty profile. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: FLAGS });

/** The same for other processes, which reach it by its address. */
export async function serveChromium(executablePath: string): Promise<{ address: string; close(): Promise<void> }> {
  const server = await chromium.launchServer({ executablePath, headless: true, args: FLAGS, host: '127.0.0.1' });
  return { address: server.wsEndpoint(), close: () => server.close() };
}

export const connectChromium = (address: string): Promise<Browser> => chromium.connect(address);
