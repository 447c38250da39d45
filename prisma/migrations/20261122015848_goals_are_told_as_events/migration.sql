-- DropTable
DROP TABLE "notice";

