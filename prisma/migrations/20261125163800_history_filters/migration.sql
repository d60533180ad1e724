-- A trigger or an outcome that is rare is found without going through the whole history.
CREATE INDEX "sync_attempt_triggers_idx" ON "sync_attempt" USING gin ("triggers") WHERE NOT "is_prediction";
CREATE INDEX "sync_attempt_outcome_idx" ON "sync_attempt"("tenant_id", "outcome", "attempt_id") WHERE NOT "is_prediction";
