-- The search of members turns its pages by (text, id). With the id in the index a page is read straight off it; without, everyone of
-- the same name is sorted first: at a million members, 125,000 of them called Ann, 285 ms instead of 2.
DROP INDEX member_email;
DROP INDEX member_last_name;
DROP INDEX member_first_name;
CREATE INDEX member_email ON "member" (shop_id, email text_pattern_ops, id) WHERE email IS NOT NULL;
CREATE INDEX member_last_name ON "member" (shop_id, lower(last_name) text_pattern_ops, id);
CREATE INDEX member_first_name ON "member" (shop_id, lower(first_name) text_pattern_ops, id);
