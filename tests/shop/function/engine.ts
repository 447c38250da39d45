import { newQuickJSWASMModule, type QuickJSWASMModule, shouldInterruptAfterDeadline } from "quickjs-emscripten";

/** Memory that Shopify gives a Function, and the size of what it may read and write (carts of up to 200 lines). */
const LIMITS = { memoryBytes: 10_000 * 1024, stackBytes: 512 * 1024, inputBytes: 128_000, outputBytes: 20_000 };

/**
 * Shopify stops a Function at 11 million instructions, some tens of milliseconds. The guard here only ends what would never
 * end: it is generous, so that a busy machine does not fail an honest run.
 */
const WALL_CLOCK_MS = 1_500;

let engine: Promise<QuickJSWASMModule> | null = null;

/** A Function has no clock and no chance: the same input always gives the same output. */
const PRELUDE = `
  Date.now = () => 0;
  Math.random = () => { throw new Error("A Function has no random numbers."); };
`;

export type EngineResult = { outcome: "ran"; output: unknown } | { outcome: "failed"; error: string };

/**
 * Runs one exported function of a bundle (a classic script that leaves its functions on `globalThis`) in QuickJS, the engine of
 * Shopify's JavaScript toolchain, in a realm of its own. Whatever goes wrong inside comes back as a sentence.
 */
export async function runBundle(bundle: string, functionName: string, input: unknown): Promise<EngineResult> {
  const text = JSON.stringify(input);
  const inputBytes = Buffer.byteLength(text);
  if (inputBytes > LIMITS.inputBytes)
    return failed(`The input has ${inputBytes} bytes; ${LIMITS.inputBytes} are allowed.`);
  engine ??= newQuickJSWASMModule();
  const quickjs = await engine;
  const runtime = quickjs.newRuntime();
  try {
    runtime.setMemoryLimit(LIMITS.memoryBytes);
    runtime.setMaxStackSize(LIMITS.stackBytes);
    runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + WALL_CLOCK_MS));
    const context = runtime.newContext();
    try {
      const script = `${PRELUDE}\n${bundle}\n;globalThis.__run = (text) => JSON.stringify(globalThis[${JSON.stringify(functionName)}](JSON.parse(text)));`;
      const loaded = context.evalCode(script, "function.js");
      if (loaded.error) return failed(describe(context.dump(loaded.error)));
      loaded.value.dispose();
      const run = context.getProp(context.global, "__run");
      const argument = context.newString(text);
      const called = context.callFunction(run, context.undefined, argument);
      run.dispose();
      argument.dispose();
      if (called.error) {
        const error = context.dump(called.error);
        called.error.dispose();
        return failed(describe(error));
      }
      const output: unknown = context.dump(called.value);
      called.value.dispose();
      return readOutput(output);
    } finally {
      context.dispose();
    }
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    disposeQuietly(() => runtime.dispose());
  }
}

function readOutput(output: unknown): EngineResult {
  if (typeof output !== "string") return failed("The Function returned nothing.");
  const bytes = Buffer.byteLength(output);
  if (bytes > LIMITS.outputBytes) return failed(`The output has ${bytes} bytes; ${LIMITS.outputBytes} are allowed.`);
  const parsed: unknown = JSON.parse(output);
  return { outcome: "ran", output: parsed };
}

function failed(error: string): EngineResult {
  return { outcome: "failed", error };
}

function describe(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** A realm that ran out of memory may refuse an orderly end; it is garbage either way. */
function disposeQuietly(dispose: () => void): void {
  try {
    dispose();
  } catch {
    engine = null;
  }
}
