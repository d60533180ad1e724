import { buildOpenApiDocument } from '#lib/contracts/routes/openapi-document.ts';
import { apiRoutes } from '#lib/contracts/routes/registry.ts';
import { getContainer } from '#lib/http/container.ts';

/** The description of this API, for programs and for people who write them. */
export function GET(): Response {
  return Response.json(buildOpenApiDocument(apiRoutes, getContainer().environment.APP_URL));
}
