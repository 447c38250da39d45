-- What Prisma's schema cannot say: the promises that the database keeps whatever the code does, and partial indexes.

-- The ledger is append-only. Erasing a person never needs it otherwise: entries and postings hold no personal data.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % on "%" is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "posting"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- An entry stands with its postings or not at all. Both are inserted by one statement (data-modifying CTEs), and this
-- runs when that statement ends, once for all its entries. The planner may only walk the primary key: it would
-- otherwise keep a plan that it made while the table was small.
CREATE FUNCTION refuse_entry_without_postings() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  bare text;
BEGIN
  SELECT e.key INTO bare FROM inserted e
    WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.shop_id = e.shop_id AND p.entry_id = e.id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Entry "%" has no postings.', bare USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER entry_has_postings AFTER INSERT ON "entry" REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_entry_without_postings();

-- The other half: a posting belongs to an entry that exists. Both checks together cost 5 µs an entry (300 a statement,
-- on a table of a million), where the bare insert costs 9 µs.
CREATE FUNCTION refuse_posting_without_entry() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  orphan bigint;
BEGIN
  SELECT p.entry_id INTO orphan FROM inserted p
    WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.shop_id = p.shop_id AND e.id = p.entry_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'A posting names entry %, which does not exist.', orphan USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER posting_has_entry AFTER INSERT ON "posting" REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_posting_without_entry();

-- Points move from one account to another, always forwards. A member's account names its member, a shop's names none.
ALTER TABLE "posting"
  ADD CONSTRAINT posting_moves_points CHECK (points > 0),
  ADD CONSTRAINT posting_between_accounts CHECK ((source, source_member) IS DISTINCT FROM (target, target_member)),
  ADD CONSTRAINT posting_source_known CHECK (
    CASE WHEN source IN ('pending', 'available', 'reserved', 'debt') THEN source_member IS NOT NULL
         ELSE source IN ('issued', 'redeemed', 'expired', 'reversed', 'adjusted') AND source_member IS NULL END),
  ADD CONSTRAINT posting_target_known CHECK (
    CASE WHEN target IN ('pending', 'available', 'reserved', 'debt') THEN target_member IS NOT NULL
         ELSE target IN ('issued', 'redeemed', 'expired', 'reversed', 'adjusted') AND target_member IS NULL END);

ALTER TABLE "entry" ADD CONSTRAINT entry_kind_known CHECK (kind IN (
  'award', 'reversal', 'reserve', 'settle', 'release', 'lapse', 'return', 'expire', 'adjust', 'merge', 'overspend'));

-- No balance and no lot ever falls below zero; what a member owes is a debt of its own. `lifetime` is a statistic.
ALTER TABLE "balance" ADD CONSTRAINT balance_not_negative
  CHECK (pending >= 0 AND available >= 0 AND reserved >= 0 AND debt >= 0);
ALTER TABLE "lot" ADD CONSTRAINT lot_not_negative
  CHECK (pending >= 0 AND available >= 0 AND reserved >= 0 AND expired >= 0);

ALTER TABLE "shop" ADD CONSTRAINT shop_status_known
  CHECK (status IN ('known', 'installed', 'uninstalled', 'redacted'));
ALTER TABLE "inbox" ADD CONSTRAINT inbox_status_known CHECK (status IN ('received', 'done', 'parked'));
ALTER TABLE "member" ADD CONSTRAINT member_status_known CHECK (status IN ('member', 'guest', 'merged', 'erased'));
ALTER TABLE "reservation"
  ADD CONSTRAINT reservation_status_known CHECK (status IN ('held', 'attached', 'settled', 'released', 'lapsed')),
  ADD CONSTRAINT reservation_points_not_negative CHECK (points >= 0);
ALTER TABLE "redemption"
  ADD CONSTRAINT redemption_kind_known CHECK (kind IN ('attached', 'released', 'settled', 'overspend')),
  ADD CONSTRAINT redemption_returns_no_more CHECK (points_returned BETWEEN 0 AND points);
ALTER TABLE "outbox" ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('wallet', 'programme', 'order'));

-- Partial indexes hold only what their readers ask for: an inbox of millions has a handful of rows to be worked.
CREATE INDEX inbox_received ON "inbox" (shop_id, id) WHERE status = 'received';
CREATE INDEX inbox_parked ON "inbox" (shop_id, id) WHERE status = 'parked';
CREATE UNIQUE INDEX member_customer ON "member" (shop_id, customer_gid) WHERE customer_gid IS NOT NULL;
CREATE INDEX member_email ON "member" (shop_id, email text_pattern_ops) WHERE email IS NOT NULL;
CREATE INDEX member_last_name ON "member" (shop_id, lower(last_name) text_pattern_ops);
CREATE INDEX member_first_name ON "member" (shop_id, lower(first_name) text_pattern_ops);
CREATE INDEX lot_expiring ON "lot" (shop_id, expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX entry_order ON "entry" (shop_id, order_gid) WHERE order_gid IS NOT NULL;
CREATE INDEX order_member ON "order" (shop_id, member_id, placed_at DESC) WHERE member_id IS NOT NULL;
CREATE INDEX reservation_open ON "reservation" (shop_id, member_id) WHERE status IN ('held', 'attached');
CREATE INDEX reservation_lapsing ON "reservation" (shop_id, expires_at) WHERE status = 'held';
CREATE UNIQUE INDEX reservation_click ON "reservation" (shop_id, member_id, click) WHERE click IS NOT NULL;
CREATE INDEX redemption_overspent ON "redemption" (shop_id, created_at) WHERE kind = 'overspend';

-- Payloads live for seconds: compressing them costs more processor time than it saves disk.
ALTER TABLE "inbox" ALTER COLUMN payload SET STORAGE EXTERNAL;
-- Rows that change with every order keep room on their page, so that an update touches no index.
ALTER TABLE "balance" SET (fillfactor = 80);
ALTER TABLE "lot" SET (fillfactor = 80);
