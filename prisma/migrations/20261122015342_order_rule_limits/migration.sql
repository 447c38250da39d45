-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "card_made_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "order_rule_use" (
    "shop_id" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "day" TEXT NOT NULL DEFAULT '',
    "points" BIGINT NOT NULL,

    CONSTRAINT "order_rule_use_pkey" PRIMARY KEY ("shop_id","rule","member_id","day")
);


-- What was given is never below nothing: a refund takes back no more than that.
ALTER TABLE order_rule_use ADD CONSTRAINT order_rule_use_not_negative CHECK (points >= 0);
