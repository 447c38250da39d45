/**
 * Rewrites a WebAssembly module so that it counts its own instructions in an exported global, `instructions` (i64): in front of every
 * run of instructions without a branch stands an addition of the run's length. Weights as in wasmtime's fuel, which Shopify limits to
 * 11 million: what only marks structure (block, loop, else, end, nop, drop, return, unreachable) costs nothing, everything else 1.
 * Section and opcode numbers are those of the core specification, version 2, without SIMD.
 */

const FREE = new Set([0x00, 0x01, 0x02, 0x03, 0x05, 0x0b, 0x0f, 0x1a]);
/** A run ends with these: block, loop, if, else, end, branches, return, unreachable, calls. */
const ENDS_RUN = new Set([0x00, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11]);
const I64 = 0x7e;

export function metered(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const out: number[][] = [[...wasm.subarray(0, 8)]];
  const reader = new Reader(wasm, 8);
  let globals = 0;
  while (reader.at < wasm.length) {
    const id = reader.byte();
    const size = reader.leb();
    const body = new Reader(wasm.subarray(reader.at, reader.at + size), 0);
    reader.at += size;
    if (id === 2) globals += importedGlobals(body);
    if (id === 6) globals += new Reader(body.bytes, 0).leb();
    out.push(section(id, rewritten(id, body, globals)));
  }
  return Uint8Array.from(out.flat());
}

/** The global section comes before exports and code, so that the counter's index, behind all other globals, is known by then. */
function rewritten(id: number, body: Reader, counter: number): number[] {
  if (id === 6) return [...leb(body.leb() + 1), ...body.rest(), I64, 1, 0x42, 0, 0x0b];
  if (id === 7) {
    const name = new TextEncoder().encode("instructions");
    return [...leb(body.leb() + 1), ...body.rest(), ...leb(name.length), ...name, 3, ...leb(counter)];
  }
  if (id !== 10) return body.rest();
  const count = body.leb();
  const out: number[][] = [leb(count)];
  for (let each = 0; each < count; each += 1) {
    const size = body.leb();
    const code = meteredFunction(body.bytes.subarray(body.at, body.at + size), counter);
    body.at += size;
    out.push(leb(code.length), code);
  }
  return out.flat();
}

function meteredFunction(bytes: Uint8Array, counter: number): number[] {
  const reader = new Reader(bytes, 0);
  for (let groups = reader.leb(); groups > 0; groups -= 1) {
    reader.leb();
    reader.byte();
  }
  const out: number[] = [...bytes.subarray(0, reader.at)];
  let start = reader.at;
  let cost = 0;
  while (reader.at < bytes.length) {
    const opcode = reader.byte();
    skipImmediates(opcode, reader);
    if (!FREE.has(opcode)) cost += 1;
    if (!ENDS_RUN.has(opcode)) continue;
    if (cost > 0) out.push(0x42, ...signedLeb(cost), 0x23, ...leb(counter), 0x7c, 0x24, ...leb(counter));
    for (let at = start; at < reader.at; at += 1) out.push(bytes[at]!);
    start = reader.at;
    cost = 0;
  }
  return out;
}

function skipImmediates(opcode: number, reader: Reader): void {
  if (opcode === 0x0e || opcode === 0x1c) {
    for (let left = reader.leb() + (opcode === 0x0e ? 1 : 0); left > 0; left -= 1) reader.leb();
  } else if (opcode === 0x43) reader.at += 4;
  else if (opcode === 0x44) reader.at += 8;
  else if (opcode === 0x11 || (opcode >= 0x28 && opcode <= 0x3e)) {
    reader.leb();
    reader.leb();
  } else if (hasOneImmediate(opcode)) reader.leb();
  else if (opcode === 0xfc) {
    const extended = reader.leb();
    const count = extended < 8 ? 0 : [8, 10, 12, 14].includes(extended) ? 2 : 1;
    for (let left = count; left > 0; left -= 1) reader.leb();
  } else if (opcode > 0xd2) throw new RangeError(`instruction 0x${opcode.toString(16)} is not known to the meter`);
}

/** Blocks with their type, branches, calls, variables, memory size, integer constants, references. */
function hasOneImmediate(opcode: number): boolean {
  if (opcode >= 0x02 && opcode <= 0x04) return true;
  if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10) return true;
  if (opcode >= 0x20 && opcode <= 0x26) return true;
  return (opcode >= 0x3f && opcode <= 0x42) || opcode === 0xd0 || opcode === 0xd2;
}

function importedGlobals(body: Reader): number {
  let found = 0;
  for (let left = body.leb(); left > 0; left -= 1) {
    body.skipName();
    body.skipName();
    const kind = body.byte();
    if (kind === 0) body.leb();
    else if (kind === 3) {
      found += 1;
      body.at += 2;
    } else {
      if (kind === 1) body.byte();
      const hasMaximum = (body.byte() & 1) === 1;
      body.leb();
      if (hasMaximum) body.leb();
    }
  }
  body.at = 0;
  return found;
}

function section(id: number, body: number[]): number[] {
  return [id, ...leb(body.length), ...body];
}

class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  /** An unsigned LEB128 number; signed and 64-bit ones may be skipped with it, their value is then meaningless. */
  leb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  skipName(): void {
    const length = this.leb();
    this.at += length;
  }

  rest(): number[] {
    return [...this.bytes.subarray(this.at)];
  }
}

function leb(value: number): number[] {
  const out: number[] = [];
  let left = value;
  while (left >= 0x80) {
    out.push((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  out.push(left);
  return out;
}

/** For numbers ≥ 0 as a signed constant: a last byte whose sign bit is set needs one more. */
function signedLeb(value: number): number[] {
  const out = leb(value);
  const last = out[out.length - 1]!;
  if (last >= 0x40) out.splice(-1, 1, last | 0x80, 0);
  return out;
}
