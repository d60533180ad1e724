import { z } from 'zod';

export const userRoleSchema = z.enum(['admin', 'viewer']);
export type UserRole = z.infer<typeof userRoleSchema>;

export const userViewSchema = z.object({
  hubspotUserId: z.string(),
  email: z.string(),
  role: userRoleSchema,
  lastSignInAt: z.string(),
  /** The person who asks. */
  isYou: z.boolean(),
});
export type UserView = z.infer<typeof userViewSchema>;

/** `GET /api/users`: everybody of the account who has signed in. */
export const usersResponseSchema = z.object({ users: z.array(userViewSchema) });
export type UsersResponse = z.infer<typeof usersResponseSchema>;

/** `PUT /api/users/{hubspotUserId}/role` */
export const changeRoleRequestSchema = z.strictObject({ role: userRoleSchema });
export type ChangeRoleRequest = z.infer<typeof changeRoleRequestSchema>;
