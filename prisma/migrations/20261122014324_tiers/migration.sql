-- CreateTable
CREATE TABLE "member_tier" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "level" TEXT,
    "since" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "counted" BIGINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "tag" TEXT,

    CONSTRAINT "member_tier_pkey" PRIMARY KEY ("shop_id","member_id")
);

-- CreateTable
CREATE TABLE "tier_change" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "from_level" TEXT,
    "to_level" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "why" JSONB NOT NULL,

    CONSTRAINT "tier_change_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "tier_reward" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "level" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "tier_reward_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "tier_due" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,

    CONSTRAINT "tier_due_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "tier_run" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "after_member" BIGINT DEFAULT 0,
    "counts_points" BOOLEAN NOT NULL,

    CONSTRAINT "tier_run_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "journey_event" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "journey_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "member_tier_shop_id_level_idx" ON "member_tier"("shop_id", "level");

-- CreateIndex
CREATE INDEX "tier_change_shop_id_member_id_id_idx" ON "tier_change"("shop_id", "member_id", "id" DESC);

-- CreateIndex
CREATE INDEX "tier_reward_shop_id_member_id_idx" ON "tier_reward"("shop_id", "member_id");

-- CreateIndex
CREATE INDEX "journey_event_shop_id_member_id_idx" ON "journey_event"("shop_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "journey_event_shop_id_key_key" ON "journey_event"("shop_id", "key");


-- By hand from here.

CREATE INDEX member_tier_next ON "member_tier" (shop_id, next_at) WHERE next_at IS NOT NULL;
ALTER TABLE "tier_change" ADD CONSTRAINT tier_change_cause_known
  CHECK (cause IN ('bought', 'taken_back', 'time', 'published', 'merged'));
ALTER TABLE "tier_reward" ADD CONSTRAINT tier_reward_gives_points CHECK (points > 0);
ALTER TABLE "outbox" DROP CONSTRAINT outbox_kind_known,
  ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('wallet', 'programme', 'order', 'claim', 'tier_tag'));
-- A level that stays touches no index, as long as its page has room.
ALTER TABLE "member_tier" SET (fillfactor = 80);

-- What a member was told about their level is never rewritten.
CREATE FUNCTION refuse_tier_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The history of levels is append-only: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER tier_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "tier_change"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_tier_change();

-- A version with other levels than the one before, or without them, has everybody gone through again. Other shops pay nothing for levels:
-- without a row here, no trigger below writes anything.
CREATE FUNCTION begin_tier_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb;
BEGIN
  SELECT settings->'tiers' INTO before FROM programme_version
    WHERE shop_id = NEW.shop_id AND version < NEW.version ORDER BY version DESC LIMIT 1;
  IF before IS DISTINCT FROM NEW.settings->'tiers' THEN
    INSERT INTO tier_run (shop_id, version, after_member, counts_points)
      VALUES (NEW.shop_id, NEW.version, 0, coalesce(NEW.settings->'tiers'->>'by', '') = 'points')
      ON CONFLICT (shop_id) DO UPDATE SET version = excluded.version, after_member = 0, counts_points = excluded.counts_points;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER programme_version_begins_tier_run AFTER INSERT ON "programme_version"
  FOR EACH ROW EXECUTE FUNCTION begin_tier_run();

-- Years begin at other instants.
CREATE FUNCTION repeat_tier_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tier_run SET after_member = 0 WHERE shop_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER shop_repeats_tier_run AFTER UPDATE ON "shop"
  FOR EACH ROW WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION repeat_tier_run();

-- Whoever becomes a member has the first level, where that begins at nothing.
CREATE FUNCTION owe_tier_of_new_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tier_due (shop_id, member_id)
    SELECT inserted.shop_id, inserted.id FROM inserted JOIN tier_run USING (shop_id) WHERE inserted.status = 'member';
  RETURN NULL;
END
$$;
CREATE TRIGGER member_owes_tier AFTER INSERT ON "member" REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION owe_tier_of_new_members();

-- The heir has the history of both.
CREATE FUNCTION owe_tier_of_heir() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tier_due (shop_id, member_id) SELECT shop_id, NEW.merged_into FROM tier_run WHERE shop_id = NEW.shop_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER merged_member_owes_tier AFTER UPDATE ON "member"
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.merged_into IS NOT NULL) EXECUTE FUNCTION owe_tier_of_heir();

-- Points that are given or taken without an order count, where points do; those for reaching a level never.
CREATE FUNCTION owe_tier_of_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tier_due (shop_id, member_id)
    SELECT DISTINCT inserted.shop_id, inserted.member_id FROM inserted JOIN tier_run USING (shop_id)
    WHERE tier_run.counts_points AND inserted.order_gid IS NULL AND inserted.kind IN ('award', 'reversal', 'adjust')
      AND inserted.key NOT LIKE 'tier:%';
  RETURN NULL;
END
$$;
CREATE TRIGGER entry_owes_tier AFTER INSERT ON "entry" REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION owe_tier_of_points();
