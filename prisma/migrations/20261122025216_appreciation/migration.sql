-- CreateTable
CREATE TABLE "appreciation" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "score" SMALLINT NOT NULL,
    "comment" TEXT,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "appreciation_pkey" PRIMARY KEY ("shop_id","member_id","day")
);

-- CreateIndex
CREATE INDEX "appreciation_shop_id_day_idx" ON "appreciation"("shop_id", "day");

-- CreateIndex
CREATE INDEX "member_event_shop_id_name_occurred_at_idx" ON "member_event"("shop_id", "name", "occurred_at");


ALTER TABLE "appreciation" ADD CONSTRAINT "appreciation_score" CHECK (score BETWEEN 0 AND 10);
