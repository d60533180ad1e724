-- How far the app has read HubSpot's journal, which is one for all its portals.
CREATE TABLE "journal_cursor" (
  "journal" TEXT NOT NULL,
  "offset" TEXT NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "journal_cursor_pkey" PRIMARY KEY ("journal")
);
