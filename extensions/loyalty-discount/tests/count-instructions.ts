import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSWASMModule,
  RELEASE_SYNC,
  Scope,
} from "quickjs-emscripten";
import { metered } from "./metered-module.ts";

interface MeteredEngine {
  quickjs: QuickJSWASMModule;
  instructions(): number;
}

let engine: Promise<MeteredEngine> | undefined;

/**
 * WebAssembly instructions that one call costs in QuickJS, the engine of Shopify's toolchain; the same figure on every machine. Counts one call of `functionName`, a global of the classic script at `bundlePath`: reading `input` from JSON, the call, writing the
 * result as JSON. Loading the script is not counted, as Shopify starts from a snapshot behind it. Throws when the function does.
 */
export async function countInstructions(bundlePath: string, functionName: string, input: unknown): Promise<number> {
  engine ??= startEngine();
  const { quickjs, instructions } = await engine;
  const script = await readFile(bundlePath, "utf8");
  return Scope.withScope((scope) => {
    const vm = scope.manage(quickjs.newContext());
    scope.manage(vm.unwrapResult(vm.evalCode(script)));
    const wrapper = `(text) => JSON.stringify(globalThis[${JSON.stringify(functionName)}](JSON.parse(text)))`;
    const call = scope.manage(vm.unwrapResult(vm.evalCode(wrapper)));
    const text = scope.manage(vm.newString(JSON.stringify(input)));
    const before = instructions();
    const result = vm.callFunction(call, vm.undefined, text);
    const used = instructions() - before;
    scope.manage(vm.unwrapResult(result));
    return used;
  });
}

async function startEngine(): Promise<MeteredEngine> {
  const require = createRequire(createRequire(import.meta.url).resolve("quickjs-emscripten"));
  const original = await readFile(require.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  const wasmModule = await WebAssembly.compile(metered(original));
  let instance: WebAssembly.Instance | undefined;
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(RELEASE_SYNC, {
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
