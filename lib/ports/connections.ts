import type { Side } from '#lib/domain/outcome.ts';
import type { TokenGrant } from '#lib/ports.ts';

export type ConnectionStatus = 'connected' | 'reconnect_needed' | 'paused';

/** A connection without its tokens. */
export type Connection = {
  readonly platform: Side;
  readonly accountId: string;
  readonly accountUser: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly scopes: readonly string[];
  /** Our app's number in HubSpot; `null` for Salesforce. */
  readonly appId: string | null;
  readonly status: ConnectionStatus;
  readonly statusReason: string | null;
  readonly pausedUntil: string | null;
  readonly connectedAt: string;
  readonly apiUsed: number | null;
  readonly apiLimit: number | null;
};

export type NewConnection = {
  readonly platform: Side;
  readonly accountId: string;
  readonly accountUser: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly appId: string | null;
  /** Of a connection that goes on with fresh tokens; left out, it begins now. */
  readonly connectedAt?: string;
  readonly grant: TokenGrant;
};

/** Opened tokens, for the code that talks to a platform and nobody else. */
export type StoredTokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly expiresAt: string | null;
  readonly status: ConnectionStatus;
};

export type TokenReplacement =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly grant: TokenGrant; readonly instanceUrl: string | null }
  | { readonly kind: 'lost'; readonly reason: string };

export interface ConnectionStore {
  read(platform: Side): Promise<Connection | null>;
  readBoth(): Promise<Readonly<Record<Side, Connection | null>>>;
  readTokens(platform: Side): Promise<StoredTokens | null>;
  /** Creates or replaces the platform's connection and marks it connected. */
  save(connection: NewConnection): Promise<void>;
  /**
   * Runs `decide` with the tokens as they are under a row lock and stores what it answers in the same
   * transaction, so that a rotated refresh token is never spent twice.
   *
   * @returns the tokens that are in force afterwards; `null` when there is no connection.
   */
  replaceTokens(
    platform: Side,
    decide: (current: StoredTokens) => Promise<TokenReplacement>,
  ): Promise<StoredTokens | null>;
  /**
   * Forgets the connection and its tokens, once `endAccess` is through with them, under the row lock that keeps
   * anybody else from spending them.
   *
   * @returns false when there was none.
   */
  remove(platform: Side, endAccess: (tokens: StoredTokens) => Promise<void>): Promise<boolean>;
  /** Marks the connection as in need of a person; its tokens stay for the evidence. */
  markLost(platform: Side, reason: string): Promise<void>;
  pauseUntil(platform: Side, until: string, reason: string): Promise<void>;
  /** What the platform last said of its limit: Salesforce of 24 hours, HubSpot of ten seconds. */
  recordApiUsage(platform: Side, used: number, limit: number): Promise<void>;
}
