import { createServer } from "node:net";

/** A port of this machine that nobody listens on: the wished one, or the next that is free. */
export async function freePort(wished: number): Promise<number> {
  for (let port = wished; port < wished + 200; port += 1) if (await isFree(port)) return port;
  throw new Error(`No port between ${wished} and ${wished + 199} is free.`);
}

async function isFree(port: number): Promise<boolean> {
  // What listens on every address of the machine takes the port from a server on 127.0.0.1 as well, and the other way round.
  return (await canListen(port, "127.0.0.1")) && (await canListen(port));
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, ...(host ? { host } : {}) }, () => server.close(() => resolve(true)));
  });
}
