/** What is counted of an import beside its outcomes; the last ones by its preview only. */
export type ImportTally =
  | 'created'
  | 'linked'
  | 'synced'
  | 'email_only'
  | 'without_email'
  | 'invalid_email'
  | 'duplicate'
  | 'new'
  | 'existing'
  | 'in_list'
  | 'outside_list'
  | 'other';
