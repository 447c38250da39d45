-- The sweep looks for guests whose points have waited long enough; they are few among the members.
CREATE INDEX member_guest ON "member" (shop_id, id) WHERE status = 'guest';
