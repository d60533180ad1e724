import type { App } from '#sandbox/hubspot/apps.ts';
import type { PortalUser } from '#sandbox/hubspot/portal.ts';
import type { Settings } from '#sandbox/hubspot/settings.ts';
import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';

/** An app installed in a portal by a user. Times are milliseconds since 1970. */
export interface Installation {
  app: App;
  portalId: number;
  hublet: string;
  user: PortalUser;
  scopes: string[];
}

export interface AuthorizationCode {
  code: string;
  installation: Installation;
  redirectUri: string;
  challenge?: { value: string; method: 'S256' | 'plain' };
  expiresAt: number;
  isUsed: boolean;
}

export interface AccessToken {
  token: string;
  /** Absent for an app-level token (`client_credentials`). */
  installation?: Installation;
  app: App;
  scopes: string[];
  expiresAt: number;
}

export interface RefreshToken {
  token: string;
  installation: Installation;
  isRevoked: boolean;
}

/** An app came to an account, or left it by uninstalling. */
export type Lifecycle = 'install' | 'uninstall';

/** Every code and token this server ever handed out. */
export class Grants {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #settings: Settings;
  readonly codes = new Map<string, AuthorizationCode>();
  readonly accessTokens = new Map<string, AccessToken>();
  readonly refreshTokens = new Map<string, RefreshToken>();
  readonly #listeners: ((event: Lifecycle, app: App, portalId: number) => void)[] = [];

  constructor(clock: Clock, random: Random, settings: Settings) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
  }

  addCode(
    installation: Installation,
    redirectUri: string,
    challenge: AuthorizationCode['challenge'],
  ): AuthorizationCode {
    const code: AuthorizationCode = {
      code: `${installation.hublet}-${this.#random.uuid()}`,
      installation,
      redirectUri,
      expiresAt: this.#clock.now() + this.#settings.authorizationCodeLifeMs,
      isUsed: false,
      ...(challenge ? { challenge } : {}),
    };
    this.codes.set(code.code, code);
    return code;
  }

  addRefreshToken(installation: Installation): RefreshToken {
    const token = `${installation.hublet}-${this.#random.uuid()}`;
    const refreshToken = { token, installation, isRevoked: false };
    const isNew = !this.isInstalled(installation.app.appId, installation.portalId);
    this.refreshTokens.set(token, refreshToken);
    if (isNew) this.#tell('install', installation.app, installation.portalId);
    return refreshToken;
  }

  /** Long on purpose: HubSpot's tokens grow with the scopes and may have 512 characters. */
  addAccessToken(app: App, scopes: string[], installation?: Installation): AccessToken {
    const accessToken: AccessToken = {
      token: `C${this.#random.hex(317).toUpperCase()}`,
      app,
      scopes,
      expiresAt: this.#clock.now() + this.#settings.accessTokenLifeMs,
      ...(installation ? { installation } : {}),
    };
    this.accessTokens.set(accessToken.token, accessToken);
    return accessToken;
  }

  /** A revoked connection counts no longer; an app whose user connected twice is there once. */
  isInstalled(appId: number, portalId: number): boolean {
    for (const { installation, isRevoked } of this.refreshTokens.values()) {
      if (!isRevoked && installation.app.appId === appId && installation.portalId === portalId) return true;
    }
    return false;
  }

  /** Scopes the portal's users granted the app. */
  grantedScopes(appId: number, portalId: number): Set<string> {
    const granted = [...this.refreshTokens.values()].filter(
      ({ installation, isRevoked }) =>
        !isRevoked && installation.app.appId === appId && installation.portalId === portalId,
    );
    return new Set(granted.flatMap(({ installation }) => installation.scopes));
  }

  /** Removes the app from the portal: all its tokens there are dead at once. */
  uninstall(app: App, portalId: number): void {
    const { appId } = app;
    const wasInstalled = this.isInstalled(appId, portalId);
    const isOurs = (installation: Installation | undefined): boolean =>
      installation?.app.appId === appId && installation.portalId === portalId;
    for (const [token, { installation }] of this.accessTokens) {
      if (isOurs(installation)) this.accessTokens.delete(token);
    }
    for (const refreshToken of this.refreshTokens.values()) {
      if (isOurs(refreshToken.installation)) refreshToken.isRevoked = true;
    }
    if (wasInstalled) this.#tell('uninstall', app, portalId);
  }

  onLifecycle(listener: (event: Lifecycle, app: App, portalId: number) => void): void {
    this.#listeners.push(listener);
  }

  #tell(event: Lifecycle, app: App, portalId: number): void {
    for (const listener of this.#listeners) listener(event, app, portalId);
  }

  /** Ends access tokens now, of one portal or of all, as if their time were over. */
  expireAccessTokens(portalId?: number): void {
    for (const accessToken of this.accessTokens.values()) {
      if (portalId === undefined || accessToken.installation?.portalId === portalId) {
        accessToken.expiresAt = Math.min(accessToken.expiresAt, this.#clock.now());
      }
    }
  }

  revokeRefreshTokens(portalId?: number): void {
    for (const refreshToken of this.refreshTokens.values()) {
      if (portalId === undefined || refreshToken.installation.portalId === portalId)
        refreshToken.isRevoked = true;
    }
  }
}
