-- When the edit that named the record was made at its source. The time from there to `at` is the delay.
ALTER TABLE "sync_attempt" ADD COLUMN "occurred_at" TIMESTAMPTZ(3);

-- Contacts that the inclusion list kept out when they were last looked at.
CREATE TABLE "excluded_contact" (
  "tenant_id" UUID NOT NULL,
  "hubspot_contact_id" TEXT NOT NULL,
  "list_id" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "excluded_contact_pkey" PRIMARY KEY ("tenant_id", "hubspot_contact_id")
);
