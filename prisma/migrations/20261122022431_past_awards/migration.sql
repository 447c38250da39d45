-- CreateTable
CREATE TABLE "past_award" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "bulk_gid" TEXT,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "most_per_member" BIGINT,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "orders" INTEGER NOT NULL DEFAULT 0,
    "points" BIGINT NOT NULL DEFAULT 0,
    "started_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "past_award_pkey" PRIMARY KEY ("shop_id","id")
);


ALTER TABLE "past_award" ADD CONSTRAINT "past_award_status" CHECK (status IN ('reading', 'read', 'applying', 'done', 'undoing', 'undone', 'failed'));

-- Orders that were awarded afterwards, to find them when that is undone.
CREATE INDEX "order_past_award" ON "order" ("shop_id", (award->>'pastAward'), "member_id") WHERE award ? 'pastAward';
