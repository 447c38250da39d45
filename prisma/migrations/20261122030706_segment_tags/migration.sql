-- CreateTable
CREATE TABLE "segment_tag" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "tags" TEXT[],

    CONSTRAINT "segment_tag_pkey" PRIMARY KEY ("shop_id","member_id")
);


ALTER TABLE "outbox" DROP CONSTRAINT outbox_kind_known,
  ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('wallet', 'programme', 'order', 'claim', 'tier_tag', 'segment_tag', 'product', 'collection'));
