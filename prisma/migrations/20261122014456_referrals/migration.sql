-- CreateTable
CREATE TABLE "referral_code" (
    "shop_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_code_pkey" PRIMARY KEY ("shop_id","code")
);

-- CreateTable
CREATE TABLE "referral" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "advocate_id" BIGINT NOT NULL,
    "friend_id" BIGINT,
    "order_gid" TEXT,
    "visited_at" TIMESTAMPTZ(3),
    "claimed_at" TIMESTAMPTZ(3),
    "ordered_at" TIMESTAMPTZ(3),
    "terms" JSONB NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'invited',
    "reason" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "examination" JSONB,
    "traces" JSONB,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "is_over_limit" BOOLEAN NOT NULL DEFAULT false,
    "awarded_at" TIMESTAMPTZ(3),
    "advocate_points" BIGINT NOT NULL DEFAULT 0,
    "friend_points" BIGINT NOT NULL DEFAULT 0,
    "advocate_moves" INTEGER NOT NULL DEFAULT 0,
    "friend_moves" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "referral_code_shop_id_member_id_created_at_idx" ON "referral_code"("shop_id", "member_id", "created_at");

-- CreateIndex
CREATE INDEX "referral_shop_id_advocate_id_ordered_at_idx" ON "referral"("shop_id", "advocate_id", "ordered_at");

-- CreateIndex
CREATE INDEX "referral_shop_id_friend_id_idx" ON "referral"("shop_id", "friend_id");

-- CreateIndex
CREATE UNIQUE INDEX "referral_shop_id_order_gid_key" ON "referral"("shop_id", "order_gid");


-- By hand from here.

ALTER TABLE "referral"
  ADD CONSTRAINT referral_state CHECK (state IN ('invited', 'ordered', 'waiting', 'held', 'awarded', 'refused', 'revoked')),
  ADD CONSTRAINT referral_decision CHECK (decision IN ('approved', 'refused')),
  ADD CONSTRAINT referral_not_negative CHECK (advocate_points >= 0 AND friend_points >= 0);
-- What the sweep looks for: those whose time comes, and traces that have been kept long enough.
CREATE INDEX referral_due ON "referral" (shop_id, due_at) WHERE state = 'waiting';
CREATE INDEX referral_traces ON "referral" (shop_id, ordered_at) WHERE traces IS NOT NULL;
-- What the merchant's list begins with.
CREATE INDEX referral_held ON "referral" (shop_id, ordered_at) WHERE state = 'held';
