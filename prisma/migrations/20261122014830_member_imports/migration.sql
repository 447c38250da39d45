-- CreateTable
CREATE TABLE "member_import" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "format" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "points" BIGINT NOT NULL DEFAULT 0,
    "known" INTEGER NOT NULL DEFAULT 0,
    "applied" INTEGER NOT NULL DEFAULT 0,
    "moved" BIGINT NOT NULL DEFAULT 0,
    "started_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_import_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "import_line" (
    "shop_id" INTEGER NOT NULL,
    "import_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "customer_gid" TEXT,
    "email" TEXT,
    "points" BIGINT,
    "first_name" TEXT,
    "last_name" TEXT,
    "birthday" TEXT,
    "tier" TEXT,
    "referral_code" TEXT,
    "joined_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "notes" TEXT[],

    CONSTRAINT "import_line_pkey" PRIMARY KEY ("shop_id","import_id","line")
);

-- CreateTable
CREATE TABLE "imported_balance" (
    "shop_id" INTEGER NOT NULL,
    "member_id" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "imported_balance_pkey" PRIMARY KEY ("shop_id","member_id","source")
);


ALTER TABLE "member_import" ADD CONSTRAINT "member_import_status" CHECK (status IN ('reading', 'checked', 'applying', 'done', 'dropped'));

-- What is still to be applied, in the order of the file.
CREATE INDEX "import_line_waiting" ON "import_line" ("shop_id", "import_id", "line") WHERE problem IS NULL;
