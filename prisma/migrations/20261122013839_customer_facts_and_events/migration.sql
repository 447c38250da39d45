-- AlterTable
ALTER TABLE "member" ADD COLUMN     "facts_read_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "birthdays_to" DATE;

-- CreateTable
CREATE TABLE "customer_fact" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "fact" TEXT NOT NULL,
    "word" TEXT NOT NULL DEFAULT '',
    "value" TEXT,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_fact_pkey" PRIMARY KEY ("shop_id","member_id","fact","word")
);

-- CreateTable
CREATE TABLE "member_event" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "member_id" BIGINT,
    "name" TEXT,
    "occurred_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "event_award" (
    "shop_id" INTEGER NOT NULL,
    "event" BIGINT NOT NULL,
    "rule" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "worth" BIGINT NOT NULL,
    "terms" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "given" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_award_pkey" PRIMARY KEY ("shop_id","event","rule")
);

-- CreateTable
CREATE TABLE "rule_use" (
    "shop_id" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "times" BIGINT NOT NULL DEFAULT 0,
    "points" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "rule_use_pkey" PRIMARY KEY ("shop_id","rule")
);

-- CreateTable
CREATE TABLE "api_key" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "member_event_shop_id_member_id_idx" ON "member_event"("shop_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_event_shop_id_source_event_id_key" ON "member_event"("shop_id", "source", "event_id");

-- CreateIndex
CREATE INDEX "event_award_shop_id_rule_member_id_idx" ON "event_award"("shop_id", "rule", "member_id");


-- By hand from here.

ALTER TABLE "customer_fact"
  ADD CONSTRAINT customer_fact_known CHECK (fact IN ('tag', 'interest', 'birthday', 'gender', 'country', 'city', 'email_consent', 'sms_consent'));
-- Whose birthday it is on a day: the month and the day of "1990-02-28".
CREATE INDEX customer_fact_birthday ON "customer_fact" (shop_id, right(value, 5)) WHERE fact = 'birthday' AND value IS NOT NULL;

-- Members of whom Shopify is still to be asked; few at any time.
CREATE INDEX member_facts_due ON "member" (shop_id, id) WHERE facts_read_at IS NULL AND status = 'member' AND customer_gid IS NOT NULL;

ALTER TABLE "event_award"
  ADD CONSTRAINT event_award_state CHECK (state IN ('open', 'full', 'undone', 'kept')),
  ADD CONSTRAINT event_award_worth CHECK (worth >= 0);
-- Who waits for a place under a rule's own budget, in the order in which they came.
CREATE INDEX event_award_full ON "event_award" (shop_id, rule, event) WHERE state = 'full';
