import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { appContext } from "./context.server.ts";
import { IncompleteEnvError } from "./env.server.ts";
import { createWebServer } from "./web-server.ts";

/** Milliseconds that requests under way get when the process is asked to stop; hosts commonly kill after ten seconds. */
const stopGraceMs = 8_000;

const buildFolder = path.resolve(import.meta.dirname, "..", "build");

/** The web process on its own: listens on PORT until it is asked to stop. */
async function serve(): Promise<void> {
  const app = appContext();
  const entry = path.join(buildFolder, "server", "index.js");
  if (!existsSync(entry))
    throw new IncompleteEnvError("The pages are not built yet. Run `npm run build` once, then start again.");
  const build: ServerBuild = await import(pathToFileURL(entry).href);
  const { server, drain } = createWebServer(app, build, buildFolder);

  server.once("error", (error: NodeJS.ErrnoException) => {
    const taken = `Port ${app.env.PORT} is in use by another program. Stop that program, or set PORT to a free one.`;
    process.stderr.write(`${error.code === "EADDRINUSE" ? taken : error.message}\n`);
    process.exit(1);
  });
  server.listen(app.env.PORT, () => {
    app.log.info({ port: app.env.PORT }, "the web server listens");
    process.send?.("ready");
  });

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await drain(stopGraceMs);
    await app.database.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  // The parent is gone without a word: nobody would stop this process any more.
  process.on("disconnect", () => void stop());
}

serve().catch((error: unknown) => {
  const isForPeople = error instanceof IncompleteEnvError;
  process.stderr.write(`${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
