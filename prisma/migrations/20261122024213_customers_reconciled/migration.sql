-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "customers_to" TIMESTAMPTZ(3);

