import { accountRoutes } from './account-routes.ts';
import type { RouteDescription } from './describe-route.ts';
import { healthRoutes } from './health-routes.ts';
import { impactRoutes } from './impact-routes.ts';
import { importRoutes } from './import-routes.ts';
import { runRoutes } from './run-routes.ts';
import { settingsRoutes } from './settings-routes.ts';

/** Every operation under `app/api`, area by area. */
export const apiRoutes: readonly RouteDescription[] = [
  ...settingsRoutes,
  ...runRoutes,
  ...healthRoutes,
  ...impactRoutes,
  ...importRoutes,
  ...accountRoutes,
];
