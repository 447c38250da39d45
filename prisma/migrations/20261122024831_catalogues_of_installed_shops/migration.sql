-- Shops that have the app already were not asked for their catalogue at the installation: the next sweep reads it.
INSERT INTO product_sync (shop_id, requested_at) SELECT id, now() FROM shop WHERE status = 'installed' ON CONFLICT DO NOTHING;
