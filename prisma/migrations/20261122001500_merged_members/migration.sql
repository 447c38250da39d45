-- What a member was given once is looked for among all who were merged into them; those are few.
CREATE INDEX member_merged ON "member" (shop_id, merged_into) WHERE merged_into IS NOT NULL;
