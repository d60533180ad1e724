import { createServer } from 'node:net';
import { hasErrorCode } from './start-problem.ts';

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** Whether a server could listen on this port of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
  // Browsers try ::1 first for "localhost": a stranger listening there would answer in our place.
  for (const host of ['127.0.0.1', '::1']) {
    try {
      await listenOnce(host, port);
    } catch (error) {
      if (!hasErrorCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) return false;
    }
  }
  return true;
}

/** A port nobody listens on. Another program could take it in the meantime; its user then reports a taken port. */
export function findFreePort(): Promise<number> {
  return listenOnce('127.0.0.1', 0);
}
