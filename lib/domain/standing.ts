/**
 * Where a contact stands, as of the last time it was looked at. All but `waiting` are apart from each other; that is
 * what has been heard of and not looked at yet, whatever the contact is otherwise.
 */
export const standings = ['in_sync', 'excluded', 'waiting', 'failing', 'email_only'] as const;
export type Standing = (typeof standings)[number];

/** Why changes wait that no run has enumerated: their turn, HubSpot's evaluation of the list, or another try. */
export const waitCauses = ['turn', 'evaluation', 'retry'] as const;
export type WaitCause = (typeof waitCauses)[number];
