/** Answers requests to one made-up host. */
export type Host = (request: Request) => Promise<Response>;

const hosts = new Map<string, Host>();
let isInstalled = false;

/** Puts a host of a simulation on the network of this process; everything else goes where it would have gone. */
export function openHost(name: string, host: Host): () => void {
  install();
  hosts.set(name, host);
  return () => void hosts.delete(name);
}

/** Both platforms' clients send through the process's own `fetch`, so this is where a wire can be put in. */
function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const host = hosts.get(new URL(address).host);
    return host === undefined ? realFetch(input, init) : host(new Request(input, init));
  };
}
