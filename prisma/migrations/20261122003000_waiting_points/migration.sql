-- AlterTable
ALTER TABLE "lot" ADD COLUMN "available_at" TIMESTAMPTZ(3);

-- Points that waited become available by an entry of their own.
ALTER TABLE "entry" DROP CONSTRAINT entry_kind_known, ADD CONSTRAINT entry_kind_known CHECK (kind IN (
  'award', 'mature', 'reversal', 'reserve', 'settle', 'release', 'lapse', 'return', 'expire', 'adjust', 'merge', 'overspend'));

-- The sweep looks for points that have waited long enough; most lots never wait.
CREATE INDEX lot_maturing ON "lot" (shop_id, available_at) WHERE pending > 0;
