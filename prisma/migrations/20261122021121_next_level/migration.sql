-- AlterTable
ALTER TABLE "member_tier" ADD COLUMN     "next_from" BIGINT;

