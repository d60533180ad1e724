ALTER TYPE "run_kind" ADD VALUE 'undo';

ALTER TABLE "record_link" ADD COLUMN "criteria_print" TEXT;

ALTER TABLE "sync_run"
  ADD COLUMN "scope" TEXT NOT NULL DEFAULT 'all',
  ADD COLUMN "is_dry_run" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "undoes_run_id" UUID;

-- One unfinished run of everybody, real or dry. Single contacts can be resynced beside it.
DROP INDEX "sync_run_one_unfinished";
CREATE UNIQUE INDEX "sync_run_one_unfinished" ON "sync_run"("tenant_id", "kind", "is_dry_run")
  WHERE "state" IN ('queued', 'running', 'paused') AND "scope" = 'all';

DROP INDEX "sync_attempt_tenant_id_hubspot_contact_id_idx";
CREATE INDEX "sync_attempt_tenant_id_hubspot_contact_id_attempt_id_idx" ON "sync_attempt"("tenant_id", "hubspot_contact_id", "attempt_id");
CREATE INDEX "sync_attempt_tenant_id_salesforce_id_attempt_id_idx" ON "sync_attempt"("tenant_id", "salesforce_id", "attempt_id");
CREATE INDEX "sync_attempt_tenant_id_run_id_salesforce_id_idx" ON "sync_attempt"("tenant_id", "run_id", "salesforce_id");
CREATE INDEX "sync_attempt_tenant_id_email_attempt_id_idx" ON "sync_attempt"("tenant_id", "email", "attempt_id");
CREATE INDEX "sync_attempt_tenant_id_at_idx" ON "sync_attempt"("tenant_id", "at");

ALTER TABLE "watermark" ADD COLUMN "due_at" TIMESTAMPTZ(3);

CREATE TABLE "swept_record" (
  "tenant_id" UUID NOT NULL,
  "stream" TEXT NOT NULL,
  "record_id" TEXT NOT NULL,
  "stamp" TEXT NOT NULL,
  CONSTRAINT "swept_record_pkey" PRIMARY KEY ("tenant_id", "stream", "record_id")
);
CREATE INDEX "swept_record_tenant_id_stream_stamp_idx" ON "swept_record"("tenant_id", "stream", "stamp");

CREATE TABLE "creation_sync" (
  "tenant_id" UUID NOT NULL,
  "salesforce_id" TEXT NOT NULL,
  "hubspot_contact_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "creation_sync_pkey" PRIMARY KEY ("tenant_id", "salesforce_id")
);
