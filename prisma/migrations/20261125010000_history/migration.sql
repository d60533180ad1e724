-- What a dry run foretells is shown with its run and nowhere else.
ALTER TABLE "sync_attempt" ADD COLUMN "is_prediction" BOOLEAN NOT NULL DEFAULT false;

-- The history page reads the newest first, and a big dry run must not stand between it and what happened.
CREATE INDEX "sync_attempt_history_idx" ON "sync_attempt"("tenant_id", "attempt_id") WHERE NOT "is_prediction";
