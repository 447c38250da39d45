-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "cart_goods" JSONB;

-- CreateIndex
CREATE INDEX "reservation_shop_id_reward_id_created_at_idx" ON "reservation"("shop_id", "reward_id", "created_at");

