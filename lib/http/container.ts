import { type Container, createContainer } from '#lib/container.ts';

let container: Container | null = null;

/** The web process's container, made on the first request: a build needs no environment. */
export function getContainer(): Container {
  container ??= createContainer(process.env);
  return container;
}
