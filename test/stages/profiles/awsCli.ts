import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { SimulatedSide } from './simulatedSide.ts';

const CERTIFICATES = join(import.meta.dirname, '../certificates');
/** Stands for all of AWS's hosts that the table of profiles leads to. */
export const AWS_CERTIFICATE = join(CERTIFICATES, 'aws.pem');

/** A proxy that takes every connection for its own, whatever the host, and answers with the simulated side. */
export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

export async function startProxy(side: SimulatedSide): Promise<Proxy> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = 'GET', url = '/', headers } = request;
      const host = headers.host ?? '';
      void side
        .answer({
          method,
          url: new URL(url.startsWith('http:') ? url : `https://${host}${url}`),
          headers: Object.fromEntries(
            Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
          ),
          body: Buffer.concat(chunks),
        })
        .then(
          (answered) => response.writeHead(answered.status, answered.headers).end(answered.body),
          () => response.writeHead(502).end(),
        );
    });
  };
  const server = createServer(answer);
  const tls = { key: readFileSync(join(CERTIFICATES, 'aws.key')), cert: readFileSync(AWS_CERTIFICATE) };
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, ...tls });
    secure.on('error', () => secure.destroy());
    server.emit('connection', secure);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** How a program ended. */
export interface Ended {
  readonly status: number;
  readonly output: string;
  readonly complaint: string;
}

/** Runs the AWS CLI without a terminal. Rejects where it can't be started. */
export function runAws(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { env: { ...env }, timeout: 60_000 }, (error, output, complaint) => {
      if (error !== null && typeof error.code === 'string') reject(error);
      else
        resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, output, complaint });
    });
    child.stdin?.end();
  });
}
