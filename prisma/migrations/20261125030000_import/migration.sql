ALTER TYPE "run_kind" ADD VALUE 'import';

ALTER TABLE "sync_run" ADD COLUMN "selection" JSONB;

ALTER TABLE "pending_change" ADD COLUMN "is_joined" BOOLEAN NOT NULL DEFAULT false;

-- People of whom HubSpot holds the address and nothing else, the newest first.
CREATE INDEX "record_link_email_only_idx" ON "record_link"("tenant_id", "created_at", "hubspot_contact_id")
  WHERE "state" = 'email_only';
