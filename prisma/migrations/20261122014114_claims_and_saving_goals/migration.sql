-- CreateTable
CREATE TABLE "claim" (
    "shop_id" INTEGER NOT NULL,
    "ref" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "click" TEXT,
    "reward_id" TEXT NOT NULL,
    "reward" JSONB NOT NULL,
    "points" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "amount_minor" BIGINT,
    "gift_code" TEXT,
    "issued_gid" TEXT,
    "asked_at" TIMESTAMPTZ(3),
    "credit_before" TEXT,
    "had_tag" BOOLEAN,
    "refusal" TEXT,
    "note" TEXT,
    "actor" TEXT,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("shop_id","ref")
);

-- CreateTable
CREATE TABLE "saving_goal" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "reward_id" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "reached_at" TIMESTAMPTZ(3),

    CONSTRAINT "saving_goal_pkey" PRIMARY KEY ("shop_id","member_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "claim_shop_id_member_id_idx" ON "claim"("shop_id", "member_id");

-- CreateIndex
CREATE INDEX "claim_shop_id_reward_id_status_idx" ON "claim"("shop_id", "reward_id", "status");

-- CreateIndex
CREATE INDEX "notice_shop_id_member_id_idx" ON "notice"("shop_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "notice_shop_id_key_key" ON "notice"("shop_id", "key");


-- By hand, from here on.
ALTER TABLE "claim"
  ADD CONSTRAINT claim_status_known CHECK (status IN ('waiting', 'claimed', 'ready', 'fulfilled', 'released', 'refused', 'returned')),
  ADD CONSTRAINT claim_points_not_negative CHECK (points >= 0);
-- Also what makes the same click claim once when two requests come at the same moment.
CREATE UNIQUE INDEX claim_click ON "claim" (shop_id, member_id, click) WHERE click IS NOT NULL;
-- Shopify issued it for one claim: no other may take it for its own.
CREATE UNIQUE INDEX claim_issued ON "claim" (shop_id, issued_gid) WHERE issued_gid IS NOT NULL;
CREATE INDEX claim_open ON "claim" (shop_id, member_id) WHERE status IN ('waiting', 'claimed');
CREATE INDEX claim_ending ON "claim" (shop_id, ends_at) WHERE status IN ('waiting', 'claimed', 'ready') AND ends_at IS NOT NULL;
CREATE INDEX saving_goal_open ON "saving_goal" (shop_id, reward_id) WHERE reached_at IS NULL;
ALTER TABLE "outbox" DROP CONSTRAINT outbox_kind_known,
  ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('wallet', 'programme', 'order', 'claim'));
