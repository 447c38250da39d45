-- CreateTable
CREATE TABLE "tier_credit" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tier_credit_pkey" PRIMARY KEY ("shop_id","member_id","source")
);

