-- Beside what is owed to Shopify stands what is owed a read there: products and collections that changed.
ALTER TABLE "outbox" DROP CONSTRAINT outbox_kind_known,
  ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('wallet', 'programme', 'order', 'claim', 'tier_tag', 'product', 'collection'));
