import { closeSync, openSync, writeSync } from 'node:fs';

/** One request and its answer, as one line of JSON. */
export interface Exchange {
  service: string;
  at: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  /** The answer, or a part of it, was made up by an injected fault. */
  isFault?: true;
}

export interface Recorder {
  isOn(): boolean;
  /** Appends to `path` from now on; `null` stops. Throws when the file cannot be opened. */
  recordTo(path: string | null): void;
  write(exchange: Exchange): void;
}

export function createRecorder(): Recorder {
  let file: number | undefined;
  return {
    isOn: () => file !== undefined,
    recordTo(path) {
      if (file !== undefined) closeSync(file);
      file = undefined;
      if (path !== null) file = openSync(path, 'a');
    },
    write(exchange) {
      // Written at once: a killed sandbox must not lose the last exchanges, which are the interesting ones.
      if (file !== undefined) writeSync(file, `${JSON.stringify(exchange)}\n`);
    },
  };
}
