import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { ownDatabase } from "./database.ts";
import { playFiles } from "./play-files.ts";
import { startSystem } from "./system.ts";

/** `npm run scenario -- FILE…`: plays scenario files, or all of a folder. Ends with 1 when any failed. */
async function main(): Promise<void> {
  const files = process.argv.slice(2).flatMap(filesOf);
  if (files.length === 0) {
    process.stderr.write("Name the scenarios to play: npm run scenario -- tests/scenarios/*.yaml\n");
    process.exit(1);
  }
  const cleanUp: (() => Promise<void>)[] = [];
  const start = async () => {
    const database = await ownDatabase();
    cleanUp.unshift(database.drop);
    const system = await startSystem(database.url);
    cleanUp.unshift(system.stop);
    return system;
  };
  try {
    const { failed } = await playFiles(files, start, (line) => process.stdout.write(`${line}\n`));
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    for (const each of cleanUp) await each();
  }
}

/** npm changes to the project's folder; what was typed was meant from where it was typed. */
function filesOf(argument: string): string[] {
  const typedIn = process.env.INIT_CWD ?? process.cwd();
  const file = [path.resolve(typedIn, argument), path.resolve(argument)].find((each) =>
    statSync(each, { throwIfNoEntry: false }),
  );
  if (file === undefined) return [argument];
  const shown = path.isAbsolute(argument) ? file : path.relative(process.cwd(), file);
  if (!statSync(file).isDirectory()) return [shown];
  return readdirSync(file)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => path.join(shown, name));
}

main()
  .catch((error: unknown) => {
    const why = error instanceof Error ? error.message || error.name : String(error);
    process.stderr.write(`The scenarios could not be played: ${why}\n`);
    process.exitCode = 1;
  })
  // Idle connections of libraries must not keep the answer waiting.
  .finally(() => process.exit());
