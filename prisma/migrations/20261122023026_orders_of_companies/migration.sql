-- Contracts of volume count what all members of a company buy. Other shops have no such rows in it.
CREATE INDEX "order_company" ON "order" ("shop_id", (state->'order'->>'companyGid')) WHERE state->'order'->>'companyGid' IS NOT NULL;
