-- CreateTable
CREATE TABLE "segment_tag" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "tags" TEXT[],

    CONSTRAINT "segment_tag_pkey" PRIMARY KEY ("shop_id","member_id")
);

