-- CreateTable
CREATE TABLE "figure_due" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "order_gid" TEXT,
    "member_id" BIGINT,

    CONSTRAINT "figure_due_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "purchase" (
    "shop_id" INTEGER NOT NULL,
    "order_gid" TEXT NOT NULL,
    "member_id" BIGINT,
    "is_member" BOOLEAN NOT NULL,
    "channel" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "goods_minor" BIGINT NOT NULL,
    "previous_day" DATE,
    "earlier_day" DATE,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("shop_id","order_gid")
);

-- CreateTable
CREATE TABLE "daily_sale" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "orders" INTEGER NOT NULL,
    "goods_minor" BIGINT NOT NULL,

    CONSTRAINT "daily_sale_pkey" PRIMARY KEY ("shop_id","day","channel","is_member")
);

-- CreateTable
CREATE TABLE "daily_buyer" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "orders" INTEGER NOT NULL,
    "first_orders" INTEGER NOT NULL,
    "goods_minor" BIGINT NOT NULL,
    "again_within" INTEGER[],
    "third_within" INTEGER[],

    CONSTRAINT "daily_buyer_pkey" PRIMARY KEY ("shop_id","day","is_member")
);

-- CreateTable
CREATE TABLE "daily_join" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "members" INTEGER NOT NULL,
    "guests" INTEGER NOT NULL,

    CONSTRAINT "daily_join_pkey" PRIMARY KEY ("shop_id","day")
);

-- CreateTable
CREATE TABLE "goal" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "measure" TEXT NOT NULL,
    "baseline" BIGINT NOT NULL,
    "target" BIGINT NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "goal_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "purchase_shop_id_day_idx" ON "purchase"("shop_id", "day");

-- CreateIndex
CREATE INDEX "purchase_shop_id_member_id_placed_at_idx" ON "purchase"("shop_id", "member_id", "placed_at");

-- CreateIndex
CREATE INDEX "member_shop_id_joined_at_idx" ON "member"("shop_id", "joined_at");


-- What figures have to count again is noted by the database itself, in the transaction that changes it: no service can forget to, and the
-- note costs some 4 µs an order. Notes are only added and each is deleted by whoever counted it, so no writer waits for another. A roll-up that
-- sees a note sees what it is about: the two were committed together.
CREATE FUNCTION note_orders_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, order_gid) SELECT shop_id, gid FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER order_added_for_figures AFTER INSERT ON "order" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_orders_for_figures();
CREATE TRIGGER order_changed_for_figures AFTER UPDATE ON "order" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_orders_for_figures();
CREATE TRIGGER order_gone_for_figures AFTER DELETE ON "order" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_orders_for_figures();

CREATE FUNCTION note_members_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, member_id) SELECT shop_id, id FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER member_added_for_figures AFTER INSERT ON "member" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_members_for_figures();

-- Members change often (their metafields' digests); figures ask only whether they are one.
CREATE FUNCTION note_member_status_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, member_id)
    SELECT changed.shop_id, changed.id FROM changed JOIN before ON before.shop_id = changed.shop_id AND before.id = changed.id
    WHERE before.status <> changed.status;
  RETURN NULL;
END
$$;

CREATE TRIGGER member_changed_for_figures AFTER UPDATE ON "member" REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_member_status_for_figures();

-- Days are the shop's: another time zone puts everything on other days.
CREATE FUNCTION note_shop_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, order_gid) SELECT shop_id, gid FROM "order" WHERE shop_id = NEW.id;
  INSERT INTO figure_due (shop_id, member_id) SELECT shop_id, id FROM "member" WHERE shop_id = NEW.id;
  DELETE FROM daily_join WHERE shop_id = NEW.id;
  RETURN NULL;
END
$$;

CREATE TRIGGER shop_moved_for_figures AFTER UPDATE OF timezone ON "shop" FOR EACH ROW
  WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION note_shop_for_figures();

-- What was there before these tables is counted like the rest.
INSERT INTO figure_due (shop_id, order_gid) SELECT shop_id, gid FROM "order";
INSERT INTO figure_due (shop_id, member_id) SELECT shop_id, id FROM "member";

-- One goal at most is the primary one; a goal ends after it starts.
CREATE UNIQUE INDEX goal_primary ON "goal" (shop_id) WHERE is_primary AND closed_at IS NULL;
ALTER TABLE "goal" ADD CONSTRAINT goal_ends_after_start CHECK (ends_on > starts_on);

-- Read by element, hundreds at a time: taking them as they are costs less than unpacking them.
ALTER TABLE "daily_buyer" ALTER COLUMN again_within SET STORAGE EXTERNAL, ALTER COLUMN third_within SET STORAGE EXTERNAL;
