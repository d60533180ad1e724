-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "platform" AS ENUM ('hubspot', 'salesforce');

-- CreateEnum
CREATE TYPE "user_role" AS ENUM ('admin', 'viewer');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('connected', 'reconnect_needed', 'paused');

-- CreateEnum
CREATE TYPE "record_kind" AS ENUM ('contact', 'Lead', 'Contact');

-- CreateEnum
CREATE TYPE "link_state" AS ENUM ('active', 'email_only');

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('resync');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('queued', 'running', 'paused', 'completed', 'completed_with_errors', 'canceled', 'failed');

-- CreateTable
CREATE TABLE "tenant" (
    "tenant_id" UUID NOT NULL,
    "portal_id" TEXT NOT NULL,
    "portal_name" TEXT NOT NULL,
    "ui_domain" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "salesforce_organization_id" TEXT,
    "fingerprint_key_sealed" TEXT NOT NULL,
    "drain_fence" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "user" (
    "tenant_id" UUID NOT NULL,
    "hubspot_user_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "user_role" NOT NULL,
    "last_sign_in_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("tenant_id","hubspot_user_id")
);

-- CreateTable
CREATE TABLE "connection" (
    "tenant_id" UUID NOT NULL,
    "platform" "platform" NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_user" TEXT NOT NULL,
    "instance_url" TEXT,
    "login_url" TEXT,
    "scopes" TEXT[],
    "app_id" TEXT,
    "access_token_sealed" TEXT NOT NULL,
    "refresh_token_sealed" TEXT NOT NULL,
    "token_expires_at" TIMESTAMPTZ(3),
    "token_version" INTEGER NOT NULL DEFAULT 1,
    "status" "connection_status" NOT NULL DEFAULT 'connected',
    "status_reason" TEXT,
    "paused_until" TIMESTAMPTZ(3),
    "api_used" INTEGER,
    "api_limit" INTEGER,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("tenant_id","platform")
);

-- CreateTable
CREATE TABLE "salesforce_authorization" (
    "state" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "hubspot_user_id" TEXT NOT NULL,
    "verifier_sealed" TEXT NOT NULL,
    "login_url" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "salesforce_authorization_pkey" PRIMARY KEY ("state")
);

-- CreateTable
CREATE TABLE "settings_revision" (
    "tenant_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "saved_by" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_revision_pkey" PRIMARY KEY ("tenant_id","revision")
);

-- CreateTable
CREATE TABLE "record_link" (
    "tenant_id" UUID NOT NULL,
    "hubspot_contact_id" TEXT NOT NULL,
    "salesforce_id" TEXT NOT NULL,
    "salesforce_kind" "record_kind" NOT NULL,
    "state" "link_state" NOT NULL DEFAULT 'active',
    "is_pinned" BOOLEAN NOT NULL DEFAULT false,
    "base" JSONB NOT NULL DEFAULT '{}',
    "reading" JSONB,
    "last_synced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "record_link_pkey" PRIMARY KEY ("tenant_id","hubspot_contact_id")
);

-- CreateTable
CREATE TABLE "pending_change" (
    "tenant_id" UUID NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "side" "platform" NOT NULL,
    "record_kind" "record_kind" NOT NULL,
    "record_id" TEXT NOT NULL,
    "run_id" UUID,
    "lane" SMALLINT NOT NULL,
    "triggers" TEXT[],
    "first_occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "last_occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "hint_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "pending_change_pkey" PRIMARY KEY ("tenant_id","change_id")
);

-- CreateTable
CREATE TABLE "sync_run" (
    "tenant_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "kind" "run_kind" NOT NULL,
    "state" "run_state" NOT NULL,
    "wait_reason" TEXT,
    "settings_revision" INTEGER NOT NULL,
    "inclusion_list" JSONB,
    "started_by" TEXT,
    "expected_total" INTEGER,
    "is_enumeration_complete" BOOLEAN NOT NULL DEFAULT false,
    "checkpoint" TEXT,
    "enumerated" INTEGER NOT NULL DEFAULT 0,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "samples" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("tenant_id","run_id")
);

-- CreateTable
CREATE TABLE "sync_attempt" (
    "tenant_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,
    "hubspot_contact_id" TEXT,
    "salesforce_kind" "record_kind",
    "salesforce_id" TEXT,
    "email" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "failure" JSONB,
    "changes" JSONB NOT NULL,
    "faults" JSONB NOT NULL,
    "triggers" TEXT[],
    "settings_revision" INTEGER NOT NULL,
    "membership" JSONB,

    CONSTRAINT "sync_attempt_pkey" PRIMARY KEY ("tenant_id","attempt_id")
);

-- CreateTable
CREATE TABLE "error_group" (
    "tenant_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "side" "platform" NOT NULL,
    "field" TEXT NOT NULL,
    "fixer" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "error_group_pkey" PRIMARY KEY ("tenant_id","group_id")
);

-- CreateTable
CREATE TABLE "failing_record" (
    "tenant_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "hubspot_contact_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "failing_record_pkey" PRIMARY KEY ("tenant_id","group_id","hubspot_contact_id")
);

-- CreateTable
CREATE TABLE "watermark" (
    "tenant_id" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watermark_pkey" PRIMARY KEY ("tenant_id","stream")
);

-- CreateTable
CREATE TABLE "api_usage" (
    "tenant_id" UUID NOT NULL,
    "platform" "platform" NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "route" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "api_usage_pkey" PRIMARY KEY ("tenant_id","platform","hour","route")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("tenant_id","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_portal_id_key" ON "tenant"("portal_id");

-- CreateIndex
CREATE UNIQUE INDEX "record_link_tenant_id_salesforce_id_key" ON "record_link"("tenant_id", "salesforce_id");

-- CreateIndex
CREATE INDEX "pending_change_tenant_id_lane_change_id_idx" ON "pending_change"("tenant_id", "lane", "change_id");

-- CreateIndex
CREATE INDEX "pending_change_tenant_id_run_id_idx" ON "pending_change"("tenant_id", "run_id");

-- CreateIndex
CREATE INDEX "sync_run_tenant_id_created_at_idx" ON "sync_run"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "sync_attempt_tenant_id_run_id_attempt_id_idx" ON "sync_attempt"("tenant_id", "run_id", "attempt_id");

-- CreateIndex
CREATE INDEX "sync_attempt_tenant_id_hubspot_contact_id_idx" ON "sync_attempt"("tenant_id", "hubspot_contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "error_group_tenant_id_code_side_field_key" ON "error_group"("tenant_id", "code", "side", "field");

-- CreateIndex
CREATE INDEX "failing_record_tenant_id_hubspot_contact_id_idx" ON "failing_record"("tenant_id", "hubspot_contact_id");

-- What Prisma's schema language cannot say.

-- One inbox row per record and run, and live hints (no run) coalesce too.
CREATE UNIQUE INDEX "pending_change_record_key" ON "pending_change"("tenant_id", "side", "record_id", "run_id") NULLS NOT DISTINCT;

-- A second resync joins the first instead of racing it.
CREATE UNIQUE INDEX "sync_run_one_unfinished" ON "sync_run"("tenant_id", "kind") WHERE "state" IN ('queued', 'running', 'paused');

ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_counters_add_up" CHECK ("processed" BETWEEN 0 AND "enumerated");
