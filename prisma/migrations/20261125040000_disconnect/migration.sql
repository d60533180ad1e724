-- The org a portal was joined with before it was disconnected
ALTER TABLE "tenant" ADD COLUMN "former_organization_id" TEXT;

-- The audit log is read from its newest entry
CREATE INDEX "audit_event_tenant_id_at_event_id_idx" ON "audit_event" ("tenant_id", "at", "event_id");
