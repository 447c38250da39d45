import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule, RELEASE_SYNC } from "quickjs-emscripten";
import loadWabt from "wabt";

/**
 * WebAssembly instructions that a Function costs in QuickJS, the engine of Shopify's toolchain: the engine is rewritten so that every
 * straight run of code adds its length to a counter. Weights as in wasmtime's fuel, which Shopify limits to 11 million: what only
 * marks structure costs nothing, everything else 1. The same bundle and input give the same figure on every machine.
 */

const FREE = /^(block|loop|else|end|nop|drop|return|unreachable)\b/;
const ENDS_RUN = /^(block|loop|if|else|end|br|br_if|br_table|return|unreachable|call|call_indirect)\b/;

interface MeteredEngine {
  quickjs: QuickJSWASMModule;
  instructions(): number;
}

let engine: Promise<MeteredEngine> | undefined;

/**
 * Counts one call of `functionName`, a global of the classic script at `bundlePath`: reading `input` from JSON, the call, writing the
 * result as JSON. Loading the script is not counted, as Shopify starts from a snapshot behind it. Throws when the function does.
 */
export async function countInstructions(bundlePath: string, functionName: string, input: unknown): Promise<number> {
  engine ??= startEngine();
  const { quickjs, instructions } = await engine;
  const script = await readFile(bundlePath, "utf8");
  const vm = quickjs.newContext();
  try {
    vm.unwrapResult(vm.evalCode(script)).dispose();
    const wrapper = `(text) => JSON.stringify(globalThis[${JSON.stringify(functionName)}](JSON.parse(text)))`;
    const call = vm.unwrapResult(vm.evalCode(wrapper));
    const text = vm.newString(JSON.stringify(input));
    const before = instructions();
    const result = vm.callFunction(call, vm.undefined, text);
    const used = instructions() - before;
    vm.unwrapResult(result).dispose();
    text.dispose();
    call.dispose();
    return used;
  } finally {
    vm.dispose();
  }
}

async function startEngine(): Promise<MeteredEngine> {
  const require = createRequire(createRequire(import.meta.url).resolve("quickjs-emscripten"));
  const original = await readFile(require.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  const wasmModule = await WebAssembly.compile(await metered(original));
  let instance: WebAssembly.Instance | undefined;
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(RELEASE_SYNC, {
      wasmModule,
      emscriptenModule: {
        instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
          instance = new WebAssembly.Instance(wasmModule, imports);
          done(instance);
          return instance.exports;
        },
      },
    }),
  );
  return {
    quickjs,
    instructions() {
      const counter = instance?.exports.instructions;
      if (!(counter instanceof WebAssembly.Global)) throw new Error("the engine carries no counter");
      return Number(counter.value);
    },
  };
}

/** A WebAssembly module that counts its own instructions in an exported global, `instructions` (i64). */
async function metered(wasm: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const wabt = await loadWabt();
  const features = { mutable_globals: true, sat_float_to_int: true, sign_extension: true, bulk_memory: true, multi_value: true };
  const source = wabt.readWasm(wasm, { ...features, readDebugNames: false });
  const text = withCounter(source.toText({ foldExprs: false, inlineExport: false }).split("\n"));
  source.destroy();
  const target = wabt.parseWat("engine.wat", text, features);
  const { buffer } = target.toBinary({});
  target.destroy();
  return new Uint8Array(buffer);
}

/** Rewrites the text form, one instruction a line: before every run of lines that has no branch in it, its length is added up. */
function withCounter(lines: readonly string[]): string {
  const out: string[] = [];
  let run: string[] = [];
  let isInFunction = false;
  let isDeclared = false;
  const closeRun = () => {
    const length = run.filter((line) => !FREE.test(line.trim())).length;
    if (length > 0) out.push(`i64.const ${length} global.get $instructions i64.add global.set $instructions`);
    out.push(...run);
    run = [];
  };
  for (const line of lines) {
    const text = line.trim();
    if (!isInFunction) {
      isInFunction = text.startsWith("(func ") && depthOf(text) > 0;
      out.push(line);
      if (!isDeclared && text.startsWith("(global ")) {
        out.push("(global $instructions (mut i64) (i64.const 0))", '(export "instructions" (global $instructions))');
        isDeclared = true;
      }
    } else if (text.startsWith("(local ")) {
      out.push(line);
      isInFunction = depthOf(text) === 0;
    } else {
      run.push(line);
      isInFunction = depthOf(text) === 0;
      if (!isInFunction || ENDS_RUN.test(text)) closeRun();
    }
  }
  return out.join("\n");
}

/** How many parentheses the line leaves open. */
function depthOf(text: string): number {
  return text.split("(").length - text.split(")").length;
}
