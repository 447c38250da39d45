-- CreateTable
CREATE TABLE "product" (
    "shop_id" INTEGER NOT NULL,
    "gid" TEXT NOT NULL,
    "handle" TEXT,
    "title" TEXT,
    "vendor" TEXT,
    "type" TEXT,
    "tags" TEXT[] NOT NULL DEFAULT '{}',
    "collections" TEXT[] NOT NULL DEFAULT '{}',
    "price_minor" BIGINT,
    "image_url" TEXT,
    "is_gift_card" BOOLEAN NOT NULL DEFAULT false,
    "has_selling_plans" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL DEFAULT 'active',
    "version" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","gid")
);

-- CreateTable
CREATE TABLE "collection" (
    "shop_id" INTEGER NOT NULL,
    "gid" TEXT NOT NULL,
    "handle" TEXT,
    "title" TEXT,
    "version" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("shop_id","gid")
);

-- CreateTable
CREATE TABLE "product_sync" (
    "shop_id" INTEGER NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "bulk_gid" TEXT,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_sync_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "product_shop_id_handle_idx" ON "product"("shop_id", "handle");


-- Orders that were heard before say nothing of what is new in their state: it stands there as for an order that has none of it.
UPDATE "order" SET state = jsonb_set(state, '{order}',
  jsonb_build_object('locationGid', null, 'companyGid', null, 'taxesIncluded', (state->'order'->>'addedTaxMinor')::bigint = 0,
    'taxMinor', state->'order'->'addedTaxMinor', 'shippingMinor', 0, 'shippingDiscountMinor', 0, 'shippingLoyaltyDiscountMinor', 0,
    'shippingTaxMinor', 0, 'giftCardPaidMinor', null, 'storeCreditPaidMinor', null, 'fulfilledAt', null, 'attributes', '[]'::jsonb,
    'arePlansKnown', false)
  || (state->'order')
  || jsonb_build_object(
    'lines', (SELECT coalesce(jsonb_agg('{"loyaltyDiscountMinor": 0, "taxMinor": 0, "productGid": null, "variantGid": null, "sku": null,
        "vendor": null, "sellingPlan": null}'::jsonb || line ORDER BY place), '[]')
      FROM jsonb_array_elements(state->'order'->'lines') WITH ORDINALITY AS lines(line, place)),
    'refunds', (SELECT coalesce(jsonb_agg('{"shippingMinor": 0, "shippingTaxMinor": 0}'::jsonb || refund ORDER BY place), '[]')
      FROM jsonb_array_elements(state->'order'->'refunds') WITH ORDINALITY AS refunds(refund, place))))
WHERE jsonb_typeof(state->'order') = 'object' AND NOT state->'order' ? 'attributes';

UPDATE "order" SET state = jsonb_set(state, '{waiting}',
  (SELECT jsonb_agg('{"shippingMinor": 0, "shippingTaxMinor": 0}'::jsonb || refund ORDER BY place)
    FROM jsonb_array_elements(state->'waiting') WITH ORDINALITY AS waiting(refund, place)))
WHERE jsonb_array_length(state->'waiting') > 0;
