-- DropIndex
DROP INDEX "member_tier_shop_id_level_idx";

-- CreateIndex
CREATE INDEX "member_tier_shop_id_level_member_id_idx" ON "member_tier"("shop_id", "level", "member_id");

