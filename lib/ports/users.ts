export type UserRole = 'admin' | 'viewer';
export type User = { readonly hubspotUserId: string; readonly email: string; readonly role: UserRole };

export type SignedInUser = User & { readonly lastSignInAt: string };

/** `last_admin`: without this person nobody could change anything any more. */
export type RoleChange =
  | { readonly kind: 'changed'; readonly email: string; readonly before: UserRole }
  | { readonly kind: 'not_found' | 'last_admin' };

export interface UserStore {
  /** Everybody who has ever signed in, by e-mail address. */
  list(): Promise<readonly SignedInUser[]>;
  /** Leaves at least one admin, whoever else changes roles at the same time. */
  changeRole(hubspotUserId: string, role: UserRole): Promise<RoleChange>;
}
