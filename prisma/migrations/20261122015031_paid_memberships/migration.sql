-- CreateTable
CREATE TABLE "membership" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "grace_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "paid_minor" BIGINT NOT NULL,
    "order_gids" TEXT[],
    "terms" JSONB NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("shop_id","member_id","code","starts_at")
);

-- CreateTable
CREATE TABLE "membership_change" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,
    "order_gid" TEXT,
    "why" JSONB NOT NULL,

    CONSTRAINT "membership_change_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "membership_shop_id_code_status_idx" ON "membership"("shop_id", "code", "status");

-- CreateIndex
CREATE INDEX "membership_change_shop_id_member_id_id_idx" ON "membership_change"("shop_id", "member_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "membership_change_shop_id_key_key" ON "membership_change"("shop_id", "key");



-- By hand from here.

CREATE INDEX membership_next ON "membership" (shop_id, next_at) WHERE next_at IS NOT NULL;
ALTER TABLE "membership"
  ADD CONSTRAINT membership_status_known CHECK (status IN ('running', 'grace', 'lapsed', 'returned')),
  ADD CONSTRAINT membership_in_order CHECK (starts_at <= ends_at AND ends_at <= grace_ends_at);
ALTER TABLE "membership_change" ADD CONSTRAINT membership_change_kind_known
  CHECK (kind IN ('started', 'renewed', 'ending_soon', 'grace', 'lapsed', 'returned'));

-- What a member was told about their membership is never rewritten.
CREATE FUNCTION refuse_membership_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The history of memberships is append-only: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER membership_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "membership_change"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_membership_change();

-- Days end at other instants: every membership of the shop is worked out again by the next sweep.
CREATE FUNCTION repeat_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE membership SET next_at = 'epoch' WHERE shop_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER shop_repeats_memberships AFTER UPDATE ON "shop"
  FOR EACH ROW WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION repeat_memberships();
