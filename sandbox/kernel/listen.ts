import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Listener {
  url: string;
  /** Stops at once, open keep-alive connections included. */
  close(): Promise<void>;
}

/** Serves `app` on 127.0.0.1. `option` is the command-line option named when the port is taken. */
export function listen(app: Hono, port: number, option: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch: app.fetch,
      hostname: '127.0.0.1',
      port,
      // The services behind answer over-long requests themselves.
      serverOptions: { maxHeaderSize: 32_768 },
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`Port ${port} is already in use; choose another with ${option}.`) : error);
    });
    server.once('listening', () => {
      const { port: chosen } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${chosen}`, close: () => closeServer(server) });
    });
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
