-- AlterTable
ALTER TABLE "figure_due" ADD COLUMN     "segment" TEXT;

-- AlterTable
ALTER TABLE "purchase" ADD COLUMN     "channel_earlier_day" DATE,
ADD COLUMN     "channel_previous_day" DATE,
ADD COLUMN     "tier" TEXT,
ADD COLUMN     "tier_earlier_day" DATE,
ADD COLUMN     "tier_previous_day" DATE;

-- CreateTable
CREATE TABLE "daily_group" (
    "shop_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    "first_orders" INTEGER NOT NULL,
    "goods_minor" BIGINT NOT NULL,
    "again_within" INTEGER[],
    "third_within" INTEGER[],

    CONSTRAINT "daily_group_pkey" PRIMARY KEY ("shop_id","kind","code","day")
);



-- A member's level is read off its history: another change of it may put purchases at another level.
CREATE FUNCTION note_levels_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, member_id) SELECT DISTINCT shop_id, member_id FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER level_changed_for_figures AFTER INSERT ON "tier_change" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_levels_for_figures();

-- Customers are sorted by the thousand: a segment is noted once a statement, and counted anew as a whole.
CREATE FUNCTION note_segments_for_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_due (shop_id, segment) SELECT DISTINCT shop_id, code FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER segment_entered_for_figures AFTER INSERT ON "segment_member" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_segments_for_figures();
CREATE TRIGGER segment_left_for_figures AFTER DELETE ON "segment_member" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_segments_for_figures();

-- Read by element, like those of daily_buyer.
ALTER TABLE "daily_group" ALTER COLUMN again_within SET STORAGE EXTERNAL, ALTER COLUMN third_within SET STORAGE EXTERNAL;

-- Every purchase is taken up anew, with its level and with the purchases before it in its groups. Days keep their figures until they are.
DELETE FROM "purchase";
INSERT INTO figure_due (shop_id, order_gid) SELECT shop_id, gid FROM "order";
