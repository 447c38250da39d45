-- The sweep also looks for visits that count no longer.
DROP INDEX referral_due;
CREATE INDEX referral_due ON "referral" (shop_id, due_at) WHERE state IN ('waiting', 'invited');
