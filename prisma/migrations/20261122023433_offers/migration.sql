-- CreateTable
CREATE TABLE "offer_round" (
    "shop_id" INTEGER NOT NULL,
    "week" DATE NOT NULL,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "offer_round_pkey" PRIMARY KEY ("shop_id","week")
);

-- CreateTable
CREATE TABLE "offer_box" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "week" DATE NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "activate" SMALLINT NOT NULL,
    "offers" JSONB NOT NULL,

    CONSTRAINT "offer_box_pkey" PRIMARY KEY ("shop_id","member_id","week")
);

-- CreateTable
CREATE TABLE "activated_offer" (
    "shop_id" INTEGER NOT NULL,
    "ref" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "week" DATE NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "offer" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "orders" TEXT[],
    "activated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "activated_offer_pkey" PRIMARY KEY ("shop_id","ref")
);

-- CreateIndex
CREATE INDEX "offer_box_shop_id_week_idx" ON "offer_box"("shop_id", "week");

-- CreateIndex
CREATE INDEX "activated_offer_shop_id_member_id_week_idx" ON "activated_offer"("shop_id", "member_id", "week");


ALTER TABLE "activated_offer" ADD CONSTRAINT "activated_offer_status" CHECK (status IN ('active', 'used', 'lapsed'));

-- What lapses as its week ends.
CREATE INDEX "activated_offer_open" ON "activated_offer" ("shop_id", "ends_at") WHERE status = 'active';
