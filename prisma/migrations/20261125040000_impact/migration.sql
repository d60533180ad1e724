ALTER TYPE "run_kind" ADD VALUE 'impact';

-- Ids and answers only: values and addresses of the people are read where they are shown.
CREATE TABLE "impact_contact" (
    "tenant_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "hubspot_contact_id" TEXT NOT NULL,
    "is_listed" BOOLEAN NOT NULL DEFAULT false,
    "is_before" BOOLEAN NOT NULL DEFAULT false,
    "is_after" BOOLEAN NOT NULL DEFAULT false,
    "is_linked" BOOLEAN NOT NULL DEFAULT false,
    "is_drawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "impact_contact_pkey" PRIMARY KEY ("tenant_id","run_id","hubspot_contact_id")
);
