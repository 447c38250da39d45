-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "id" SERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "currency" VARCHAR(3),
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "taxes_included" BOOLEAN NOT NULL DEFAULT true,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "status" TEXT NOT NULL DEFAULT 'known',
    "installed_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),
    "discount_id" TEXT,
    "set_up_at" TIMESTAMPTZ(3),
    "reconciled_to" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "programme_version" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by" TEXT NOT NULL,

    CONSTRAINT "programme_version_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" TEXT,
    "status" TEXT NOT NULL DEFAULT 'received',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "member" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "customer_gid" TEXT,
    "email" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "status" TEXT NOT NULL DEFAULT 'member',
    "merged_into" BIGINT,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "customer_version" TIMESTAMPTZ(3),
    "wallet_digest" TEXT,
    "card_digest" TEXT,

    CONSTRAINT "member_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "balance" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "lifetime" BIGINT NOT NULL DEFAULT 0,
    "last_purchase" TIMESTAMPTZ(3),

    CONSTRAINT "balance_pkey" PRIMARY KEY ("shop_id","member_id")
);

-- CreateTable
CREATE TABLE "lot" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "cause" TEXT NOT NULL,
    "order_gid" TEXT,
    "earned_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "rolling_days" INTEGER,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "expired" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "lot_pkey" PRIMARY KEY ("shop_id","member_id","id")
);

-- CreateTable
CREATE TABLE "entry" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "order_gid" TEXT,
    "reservation" TEXT,
    "points" BIGINT NOT NULL,
    "reason" JSONB NOT NULL,
    "actor" TEXT,

    CONSTRAINT "entry_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "posting" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "ordinal" SMALLINT NOT NULL,
    "source" TEXT NOT NULL,
    "source_member" BIGINT,
    "target" TEXT NOT NULL,
    "target_member" BIGINT,
    "lot_id" BIGINT,
    "points" BIGINT NOT NULL,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("shop_id","entry_id","ordinal")
);

-- CreateTable
CREATE TABLE "order" (
    "shop_id" INTEGER NOT NULL,
    "gid" TEXT NOT NULL,
    "member_id" BIGINT,
    "name" TEXT,
    "channel" TEXT,
    "placed_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "version" TIMESTAMPTZ(3),
    "state" JSONB NOT NULL,
    "award" JSONB,
    "points_earned" BIGINT NOT NULL DEFAULT 0,
    "goods_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "order_pkey" PRIMARY KEY ("shop_id","gid")
);

-- CreateTable
CREATE TABLE "reservation" (
    "shop_id" INTEGER NOT NULL,
    "ref" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "click" TEXT,
    "reward_id" TEXT NOT NULL,
    "reward" JSONB NOT NULL,
    "points" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'held',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("shop_id","ref")
);

-- CreateTable
CREATE TABLE "redemption" (
    "shop_id" INTEGER NOT NULL,
    "order_gid" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "points_returned" BIGINT NOT NULL DEFAULT 0,
    "discount_minor" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("shop_id","order_gid","ref")
);

-- CreateTable
CREATE TABLE "outbox" (
    "shop_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("shop_id","kind","subject")
);

-- CreateTable
CREATE TABLE "daily_statistic" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "issued" BIGINT NOT NULL DEFAULT 0,
    "reversed" BIGINT NOT NULL DEFAULT 0,
    "redeemed" BIGINT NOT NULL DEFAULT 0,
    "expired" BIGINT NOT NULL DEFAULT 0,
    "adjusted" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "daily_statistic_pkey" PRIMARY KEY ("shop_id","day")
);

-- CreateTable
CREATE TABLE "compliance_request" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "customer_gid" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "export" JSONB,
    "record" JSONB,

    CONSTRAINT "compliance_request_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_shop_id_webhook_id_key" ON "inbox"("shop_id", "webhook_id");

-- CreateIndex
CREATE INDEX "lot_shop_id_order_gid_idx" ON "lot"("shop_id", "order_gid");

-- CreateIndex
CREATE INDEX "entry_shop_id_member_id_id_idx" ON "entry"("shop_id", "member_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "entry_shop_id_key_key" ON "entry"("shop_id", "key");

-- CreateIndex
CREATE INDEX "redemption_shop_id_ref_idx" ON "redemption"("shop_id", "ref");

-- CreateIndex
CREATE INDEX "outbox_shop_id_due_at_idx" ON "outbox"("shop_id", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "compliance_request_shop_id_webhook_id_key" ON "compliance_request"("shop_id", "webhook_id");

